-- Nodes follow directory.devices; nobody asks for changes of device lists any more (docs/adr/0020).
DROP TABLE device_list_changes;
