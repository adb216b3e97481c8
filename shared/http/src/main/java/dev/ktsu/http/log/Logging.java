package dev.ktsu.http.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/** Sets up the log of this process. */
public final class Logging {
  private static final String TEXT =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%replace( %kvp{NONE}){'^"
          + " $',''}%n%ex{full}";

  private Logging() {}

  /**
   * @param format {@code text} or {@code json}
   * @param level least level that is logged
   * @param secrets values that are masked in every line
   */
  public static void start(String format, String level, Secrets secrets) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(scrubbed(encoder(context, format), secrets));
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(level));
    root.addAppender(appender);
    context.getLogger("io.netty").setLevel(Level.WARN);
    context.getLogger("io.vertx").setLevel(Level.WARN);
    context.getLogger("com.networknt").setLevel(Level.WARN);
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, String format) {
    if (format.equals("json")) {
      JsonEncoder json = new JsonEncoder();
      json.setContext(context);
      json.setWithSequenceNumber(false);
      json.setWithNanoseconds(false);
      json.setWithContext(false);
      json.setWithFormattedMessage(true);
      json.setWithMessage(false);
      json.setWithArguments(false);
      json.start();
      return json;
    }
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setContext(context);
    text.setCharset(StandardCharsets.UTF_8);
    text.setPattern(TEXT);
    text.start();
    return text;
  }

  private static Encoder<ILoggingEvent> scrubbed(Encoder<ILoggingEvent> inner, Secrets secrets) {
    return new EncoderBase<>() {
      @Override
      public byte[] headerBytes() {
        return inner.headerBytes();
      }

      @Override
      public byte[] encode(ILoggingEvent event) {
        byte[] line = inner.encode(event);
        return secrets.isEmpty()
            ? line
            : secrets
                .scrub(new String(line, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
      }

      @Override
      public byte[] footerBytes() {
        return inner.footerBytes();
      }
    };
  }
}
