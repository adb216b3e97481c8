package dev.ktsu.orchestrator.store.postgres;

/**
 * How long the store waits for a database that does not answer.
 *
 * @param startMillis for the database to be there, at start
 * @param appendMillis from the queue to the answer of an append, about; then {@code
 *     store_unavailable}
 * @param statementMillis for one answer of the database, and for a connection
 * @param silenceSeconds after which a connection on which nothing moves is closed
 */
public record Patience(
    long startMillis, long appendMillis, int statementMillis, int silenceSeconds) {
  public static final Patience USUAL = new Patience(15_000, 10_000, 5_000, 30);
}
