/**
 * The HTTP of the orchestrator, the runtime and the gateway as OpenAPI documents, for programs that
 * make clients or checks of them. The documents are written by hand, one file a tier in the
 * resources of this package; each tier serves its own at {@code /openapi.json}. Tests hold them
 * against the routes and the answers of the tiers. Any thread.
 */
@NullMarked
package dev.ktsu.contracts.openapi;

import org.jspecify.annotations.NullMarked;
