package dev.ktsu.orchestrator.store.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.pubsub.PgSubscriber;

/**
 * What other processes tell by {@code NOTIFY} on the channel {@code ktsu_<schema>}. A lost
 * connection is made again; what was told meanwhile is made up for by one look.
 */
final class News {
  private static final long RECONNECT_MILLIS = 500;

  private final Vertx vertx;
  private final PgSubscriber subscriber;
  private volatile Runnable look = () -> {};

  private News(Vertx vertx, PgSubscriber subscriber) {
    this.vertx = vertx;
    this.subscriber = subscriber;
  }

  static Future<News> listen(Vertx vertx, DatabaseAddress address, Patience patience) {
    var options = address.options(patience.statementMillis());
    return PgConnection.connect(vertx, options)
        .compose(
            connection ->
                connection
                    .query("select current_schema()")
                    .execute()
                    .map(rows -> rows.iterator().next().getString(0))
                    .eventually(connection::close))
        .compose(
            schema -> {
              PgSubscriber subscriber = PgSubscriber.subscriber(vertx, options);
              News news = new News(vertx, subscriber);
              subscriber.reconnectPolicy(attempt -> RECONNECT_MILLIS);
              subscriber
                  .channel("ktsu_" + schema)
                  .subscribeHandler(subscribed -> news.look.run())
                  .handler(told -> news.look.run());
              return subscriber.connect().map(news);
            });
  }

  /** Calls {@code look} on the context of the caller. */
  void onNews(Runnable action) {
    Context context = vertx.getOrCreateContext();
    look = () -> context.runOnContext(now -> action.run());
  }

  Future<Void> close() {
    return subscriber.close();
  }
}
