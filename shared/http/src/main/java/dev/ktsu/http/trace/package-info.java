/** W3C trace context, passed on at every hop so that one id joins the logs of all tiers. */
@NullMarked
package dev.ktsu.http.trace;

import org.jspecify.annotations.NullMarked;
