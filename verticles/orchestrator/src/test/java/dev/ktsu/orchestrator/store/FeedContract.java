package dev.ktsu.orchestrator.store;

import static dev.ktsu.orchestrator.store.StoreSamples.born;
import static dev.ktsu.orchestrator.store.StoreSamples.ended;
import static dev.ktsu.orchestrator.store.StoreSamples.note;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.run.Feed;
import dev.ktsu.orchestrator.run.Feed.Bounds;
import dev.ktsu.orchestrator.run.Feed.Fed;
import dev.ktsu.orchestrator.run.Feed.Page;
import dev.ktsu.orchestrator.run.FeedPosition;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import dev.ktsu.testkit.Waiting;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every store promises of the events of all runs. */
interface FeedContract {
  RunStore writer();

  /** Another opener of the same data. */
  RunStore second();

  /** Reads on, page by page, until so many events are there. */
  private static List<Fed> read(Feed feed, FeedPosition after, int count, int limit) {
    List<Fed> events = new ArrayList<>();
    FeedPosition[] next = {after};
    Waiting.until(
        count + " events",
        () -> {
          Page page = feed.read(next[0], limit).await();
          assertTrue(page.events().size() <= limit);
          events.addAll(page.events());
          next[0] = page.next();
          return events.size() >= count;
        });
    assertEquals(next[0], feed.read(next[0], limit).await().next());
    return events;
  }

  private static List<String> names(List<Fed> events) {
    return events.stream().map(fed -> fed.run().number() + "/" + fed.event().seq()).toList();
  }

  /** An append of so many events. */
  private static Append notes(long run, long head, int count) {
    RunRow row = StoreSamples.row(new RunId(run), "w", State.RUNNING, head + count, "");
    return new Append(
        new RunId(run),
        head,
        LongStream.range(head, head + count)
            .mapToObj(before -> note(run, before).entries().getFirst())
            .toList(),
        row);
  }

  @Test
  default void feedHasTheAppendsOfAllRunsInTheOrderOfTheirCommits() {
    writer().append(born(2, "w")).await();
    second().append(born(1, "one")).await();
    writer().append(notes(2, 1, 2)).await();
    second().append(ended(1, "one", 1, State.SUCCESS)).await();
    List<Fed> events = read(second().feed(), FeedPosition.START, 5, 9);
    assertEquals(List.of("2/1", "1/1", "2/2", "2/3", "1/2"), names(events));
    assertEquals(List.of("w", "one", "w", "w", "one"), events.stream().map(Fed::workflow).toList());
    assertEquals(
        writer().journal(new RunId(2), 0).await(),
        events.stream().filter(fed -> fed.run().number() == 2).map(Fed::event).toList());
  }

  @Test
  default void everyPositionIsAPlaceToGoOnFrom() {
    writer().append(notes(1, 0, 3)).await();
    writer().append(notes(2, 0, 2)).await();
    List<Fed> all = read(writer().feed(), FeedPosition.START, 5, 1);
    assertEquals(List.of("1/1", "1/2", "1/3", "2/1", "2/2"), names(all));
    for (int n = 0; n < all.size(); n++) {
      FeedPosition after = FeedPosition.parse(all.get(n).position().toString()).orElseThrow();
      assertEquals(
          all.subList(n + 1, all.size()), read(second().feed(), after, all.size() - n - 1, 2));
    }
  }

  @Test
  default void whoBeginsAtTheEndGetsWhatComesThen() {
    writer().append(born(1, "w")).await();
    read(writer().feed(), FeedPosition.START, 1, 9);
    Bounds bounds = second().feed().bounds().await();
    assertEquals(List.of(), second().feed().read(bounds.end(), 9).await().events());
    writer().append(note(1, 1)).await();
    second().append(born(2, "w")).await();
    assertEquals(List.of("1/2", "2/1"), names(read(second().feed(), bounds.end(), 2, 9)));
  }

  @Test
  default void refusedAppendIsNotInTheFeed() {
    writer().append(born(1, "w")).await();
    Future<Void> refused = second().append(born(1, "w"));
    Future.join(List.of(refused)).otherwiseEmpty().await();
    assertTrue(refused.failed());
    writer().append(note(1, 1)).await();
    assertEquals(List.of("1/1", "1/2"), names(read(second().feed(), FeedPosition.START, 2, 9)));
  }

  @Test
  default void purgedRunIsPassedOver() {
    writer().append(born(1, "w")).await();
    writer().append(notes(2, 0, 3)).await();
    writer().append(ended(1, "w", 1, State.SUCCESS)).await();
    List<Fed> before = read(writer().feed(), FeedPosition.START, 5, 9);
    second().purge(new RunId(1), 2).await();
    assertEquals(before.subList(1, 4), read(writer().feed(), FeedPosition.START, 3, 9));
    assertEquals(List.of(), read(writer().feed(), before.getLast().position(), 0, 9));
    assertTrue(writer().feed().bounds().await().hold(before.getFirst().position()));
  }

  @Test
  default void trimmedFeedSaysWhoCanGoOn() {
    Bounds empty = writer().feed().bounds().await();
    assertTrue(empty.hold(FeedPosition.START));
    assertTrue(empty.hold(empty.end()));
    writer().feed().trim(2).await();
    for (long run = 1; run <= 5; run++) {
      writer().append(born(run, "w")).await();
    }
    List<Fed> all = read(writer().feed(), FeedPosition.START, 5, 9);
    writer().feed().trim(2).await();
    Bounds bounds = second().feed().bounds().await();
    assertEquals(List.of("4/1", "5/1"), names(read(second().feed(), bounds.oldest(), 2, 9)));
    assertFalse(bounds.hold(FeedPosition.START));
    assertFalse(bounds.hold(all.get(1).position()));
    assertTrue(bounds.hold(all.get(3).position()));
    assertTrue(bounds.hold(all.get(4).position()));
    assertTrue(bounds.hold(bounds.end()));
    assertFalse(bounds.hold(FeedPosition.before(bounds.end().commit() + 1)));
  }

  /** Else a reader that comes back would take what is new for what it has seen. */
  @Test
  default void placesAreNeverGivenAgainAlsoWhenAllWasTrimmed() {
    writer().append(born(1, "w")).await();
    writer().append(born(2, "w")).await();
    FeedPosition seen = read(writer().feed(), FeedPosition.START, 2, 9).getLast().position();
    writer().feed().trim(0).await();
    second().append(born(3, "w")).await();
    assertEquals(List.of("3/1"), names(read(second().feed(), seen, 1, 9)));
  }

  /** A reader that is there all the time, one that comes afterwards, and many writers. */
  @Test
  default void readersOfBusyWritersMissNothingAndSeeOneOrder() {
    int runs = 40;
    int each = 10;
    List<Future<Void>> writing = new ArrayList<>();
    for (long run = 1; run <= runs; run++) {
      RunStore store = run % 2 == 0 ? writer() : second();
      writing.add(write(store, run, 0, each));
    }
    List<Fed> live = read(second().feed(), FeedPosition.START, runs * each, 7);
    Future.all(writing).await();
    assertEquals(runs * each, new HashSet<>(names(live)).size());
    assertEquals(live, read(writer().feed(), FeedPosition.START, runs * each, 1_000));
    for (long run = 1; run <= runs; run++) {
      RunId id = new RunId(run);
      assertEquals(
          LongStream.rangeClosed(1, each).boxed().toList(),
          live.stream().filter(fed -> fed.run().equals(id)).map(fed -> fed.event().seq()).toList());
    }
  }

  private static Future<Void> write(RunStore store, long run, long head, int each) {
    return head == each
        ? Future.succeededFuture()
        : store.append(notes(run, head, 1)).compose(done -> write(store, run, head + 1, each));
  }
}
