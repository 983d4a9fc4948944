package org.apache.cassandra.security;

import java.security.PermissionCollection;
import java.security.Permissions;

/// Stands in for Cassandra's class of this name, which extends a security manager that JDK 25 no
/// longer lets anybody set. It guards user-defined functions, which are switched off here.
///
/// The members are those that other classes of Cassandra use.
public final class ThreadAwareSecurityManager {
  /// Nothing is permitted to user-defined functions.
  public static final PermissionCollection noPermissions = new Permissions();

  private ThreadAwareSecurityManager() {}

  /// Does nothing.
  public static void install() {}

  /// Returns false: no thread runs user-defined functions.
  public static boolean isSecuredThread() {
    return false;
  }
}
