/**
 * How every tier calls HTTP: {@link dev.ktsu.http.client.Clients} builds a client from {@link
 * dev.ktsu.http.client.ClientHabits}, which name every limit. Callers stand behind an {@link
 * dev.ktsu.http.client.Admission} of their own, so that a client's queue never decides who is
 * refused. {@link dev.ktsu.http.client.Addresses} tells the internet from the own network. A client
 * may be used from any event loop; answers arrive on the caller's.
 */
@NullMarked
package dev.ktsu.http.client;

import org.jspecify.annotations.NullMarked;
