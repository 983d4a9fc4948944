/// Tests of the rules: each by itself, and all together in a world of chance ([FanOutWorld]).
@NullMarked
package io.restante.streams.fanout.rules;

import org.jspecify.annotations.NullMarked;
