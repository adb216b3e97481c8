package dev.ktsu.runtime.mcp.protocol;

/** Why a tool server gave no result; each kind says whether the request may be sent again. */
public abstract sealed class McpFailure extends Exception {
  private static final long serialVersionUID = 1;

  private McpFailure(String message) {
    super(message, null, false, false);
  }

  /** The server read the request and refused it. */
  public static final class Refused extends McpFailure {
    private static final long serialVersionUID = 1;
    private final int code;
    private final String reason;

    public Refused(String method, int code, String reason) {
      super("rpc " + method + " error " + code + ": " + reason);
      this.code = code;
      this.reason = reason;
    }

    public int code() {
      return code;
    }

    /** The server's own sentence. */
    public String reason() {
      return reason;
    }
  }

  /** The server no longer knows the session; it has not looked at the request. */
  public static final class SessionLost extends McpFailure {
    private static final long serialVersionUID = 1;

    public SessionLost() {
      super("the server has forgotten the session");
    }
  }

  /** The server answered with an HTTP status that is no success. */
  public static final class BadStatus extends McpFailure {
    private static final long serialVersionUID = 1;
    private final String method;
    private final int status;

    public BadStatus(String method, int status) {
      super("rpc " + method + ": server returned " + status);
      this.method = method;
      this.status = status;
    }

    public String method() {
      return method;
    }

    public int status() {
      return status;
    }
  }

  /** The server's words cannot be understood, or its stream ended before the answer. */
  public static final class Broken extends McpFailure {
    private static final long serialVersionUID = 1;

    public Broken(String what) {
      super(what);
    }
  }
}
