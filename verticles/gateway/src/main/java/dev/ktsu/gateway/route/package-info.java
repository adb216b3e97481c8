/**
 * From a model group to an answer: which model is asked, how often it is tried, what it cost.
 *
 * <p>Start at {@link dev.ktsu.gateway.route.Dispatcher}; {@link dev.ktsu.gateway.route.Groups}
 * builds the groups from gateway.yaml at start. The api calls it on the event loop of the request.
 */
@NullMarked
package dev.ktsu.gateway.route;

import org.jspecify.annotations.NullMarked;
