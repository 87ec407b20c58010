"""Web servers and an application that drawn sites run in Java, compiled as they start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from periplus.lab.trial_servers import PAGE, PORT, Stand, Start

_JARS = Path("/usr/share/java")
_SITES = """
class Site {
  static final byte[] PAGE = %PAGE%.getBytes();
  String name, address, back, server, page;
  boolean hidden;
  List<String[]> fields = new ArrayList<>();
  static class Answer {
    int status;
    byte[] content;
    List<String[]> fields = new ArrayList<>();
  }
  static List<Site> all(String file) throws Exception {
    Properties told = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of(file))) { told.load(in); }
    List<Site> found = new ArrayList<>();
    for (int i = 0; told.containsKey(i + ".address"); i++) {
      Site site = new Site();
      site.name = told.getProperty(i + ".name");
      site.address = told.getProperty(i + ".address");
      site.back = told.getProperty(i + ".back");
      site.server = told.getProperty(i + ".server");
      site.page = told.getProperty(i + ".page");
      site.hidden = told.containsKey(i + ".hidden");
      for (int j = 0; told.containsKey(i + "." + j + ".field"); j++)
        site.fields.add(new String[] {
          told.getProperty(i + "." + j + ".field"), told.getProperty(i + "." + j + ".value") });
      found.add(site);
    }
    return found;
  }
  /** What is behind says; null: nothing is behind, or nothing there. */
  Answer behind(String path, String host) {
    Answer answer = new Answer();
    try (Socket line = new Socket(back, %PORT%)) {
      line.setSoTimeout(10000);
      String ask = "GET " + path + " HTTP/1.0\\r\\nHost: " + host + "\\r\\n\\r\\n";
      line.getOutputStream().write(ask.getBytes("ISO-8859-1"));
      byte[] all = line.getInputStream().readAllBytes();
      String text = new String(all, "ISO-8859-1");
      int end = text.indexOf("\\r\\n\\r\\n");
      String[] lines = text.substring(0, end).split("\\r\\n");
      answer.status = Integer.parseInt(lines[0].split(" ")[1]);
      answer.content = Arrays.copyOfRange(all, end + 4, all.length);
      Set<String> own = Set.of(
          "connection", "keep-alive", "transfer-encoding", "content-length", "server", "date");
      for (int i = 1; i < lines.length; i++) {
        String[] pair = lines[i].split(": ?", 2);
        if (!own.contains(pair[0].toLowerCase())) answer.fields.add(pair);
      }
      return answer;
    } catch (IOException | RuntimeException gone) { return null; }
  }
}
"""
_IMPORTS = """
import java.io.*;
import java.net.*;
import java.nio.*;
import java.nio.charset.*;
import java.nio.file.*;
import java.util.*;
"""
_JETTY = """
import javax.servlet.http.*;
import org.eclipse.jetty.http.*;
import org.eclipse.jetty.server.*;
import org.eclipse.jetty.server.handler.*;
import org.eclipse.jetty.util.thread.*;
public class Main extends AbstractHandler {
  final Site site;
  Main(Site site) { this.site = site; }
  public void handle(String target, Request ask, HttpServletRequest told, HttpServletResponse answer)
      throws IOException {
    ask.setHandled(true);
    if (site.server != null && !site.server.isEmpty()) answer.setHeader("Server", site.server);
    for (String[] pair : site.fields) answer.addHeader(pair[0], pair[1]);
    if (site.back == null) {
      if (!target.equals("/")) { answer.sendError(404); return; }
      answer.setContentType("text/html");
      answer.getOutputStream().write(Site.PAGE);
      return;
    }
    Site.Answer found = site.behind(told.getRequestURI(), told.getHeader("Host"));
    if (found == null) { answer.sendError(502); return; }
    if (found.status >= 400 && site.page != null) { answer.sendError(found.status); return; }
    answer.setStatus(found.status);
    for (String[] pair : found.fields) answer.addHeader(pair[0], pair[1]);
    answer.getOutputStream().write(found.content);
  }
  static class Pages extends ErrorHandler {
    final String page;
    Pages(String page) { this.page = page; }
    public void handle(String target, Request ask, HttpServletRequest told, HttpServletResponse answer)
        throws IOException {
      ask.setHandled(true);
      answer.setContentType("text/html");
      answer.getOutputStream().write(page.getBytes());
    }
    public ByteBuffer badMessageError(int status, String reason, HttpFields fields) {
      fields.put(HttpHeader.CONTENT_TYPE, "text/html");
      return ByteBuffer.wrap(page.getBytes());
    }
  }
  public static void main(String[] words) throws Exception {
    for (Site site : Site.all(words[0])) {
      Server server = new Server(new QueuedThreadPool(16, 4));
      HttpConfiguration told = new HttpConfiguration();
      told.setSendServerVersion(site.server == null);
      ServerConnector door = new ServerConnector(server, 1, 1, new HttpConnectionFactory(told));
      door.setHost(site.address);
      door.setPort(%PORT%);
      server.addConnector(door);
      server.setHandler(new Main(site));
      if (site.page != null) server.setErrorHandler(new Pages(site.page));
      server.start();
    }
  }
}
"""
_TOMCAT = """
import jakarta.servlet.http.*;
import org.apache.catalina.*;
import org.apache.catalina.connector.*;
import org.apache.catalina.core.*;
import org.apache.catalina.startup.*;
import org.apache.catalina.valves.*;
public class Main extends HttpServlet {
  final Site site;
  Main(Site site) { this.site = site; }
  protected void service(HttpServletRequest ask, HttpServletResponse answer) throws IOException {
    for (String[] pair : site.fields) answer.addHeader(pair[0], pair[1]);
    if (site.back == null) {
      if (!ask.getRequestURI().equals("/")) { answer.sendError(404); return; }
      answer.setContentType("text/html");
      answer.getOutputStream().write(Site.PAGE);
      return;
    }
    Site.Answer found = site.behind(ask.getRequestURI(), ask.getHeader("Host"));
    if (found == null) { answer.sendError(502); return; }
    if (found.status >= 400 && site.page != null) { answer.sendError(found.status); return; }
    answer.setStatus(found.status);
    for (String[] pair : found.fields) answer.addHeader(pair[0], pair[1]);
    answer.getOutputStream().write(found.content);
  }
  public static void main(String[] words) throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    int number = 0;
    for (Site site : Site.all(words[0])) {
      Path home = Files.createDirectories(Path.of(words[1], "home" + number));
      Tomcat one = new Tomcat();
      one.setBaseDir(home.toString());
      one.getEngine().setName("e" + number);
      Connector door = new Connector();
      door.setPort(%PORT%);
      door.setProperty("address", site.address);
      door.setProperty("maxThreads", "8");
      if (site.server != null && !site.server.isEmpty()) door.setProperty("server", site.server);
      one.getService().addConnector(door);
      org.apache.catalina.Context at = one.addContext("", home.toString());
      Tomcat.addServlet(at, "plain", new Main(site));
      at.addServletMappingDecoded("/*", "plain");
      if (site.page != null) {
        Path page = home.resolve("page.html");
        Files.writeString(page, site.page);
        ErrorReportValve valve = new ErrorReportValve();
        valve.setProperty("errorCode.0", page.toString());
        one.getHost().getPipeline().addValve(valve);
        ((StandardHost) one.getHost()).setErrorReportValveClass("");
      }
      one.start();
      number++;
    }
  }
}
"""
_SERVLET = """
import jakarta.servlet.http.*;
import org.apache.catalina.*;
import org.apache.catalina.connector.*;
import org.apache.catalina.startup.*;
public class Main extends HttpServlet {
  protected void service(HttpServletRequest ask, HttpServletResponse answer) throws IOException {
    ask.getSession(true);
    if (!ask.getRequestURI().equals("/")) answer.setStatus(404);
    answer.setContentType("text/html");
    answer.getOutputStream().write(Site.PAGE);
  }
  static void fill(Tomcat one, Host host, String home, String cookie) {
    org.apache.catalina.Context at = one.addContext(host, "", home);
    at.setSessionCookieName(cookie);
    Tomcat.addServlet(at, "plain", new Main());
    at.addServletMappingDecoded("/*", "plain");
  }
  public static void main(String[] words) throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    List<Site> sites = Site.all(words[0]);
    Tomcat one = new Tomcat();
    one.setBaseDir(words[1]);
    Connector door = new Connector();
    door.setPort(%PORT%);
    door.setProperty("address", sites.get(0).address);
    one.getService().addConnector(door);
    fill(one, one.getHost(), words[1], "JSESSIONID");
    Host hidden = new org.apache.catalina.core.StandardHost();
    hidden.setName("hidden");
    for (Site site : sites) {
      if (site.hidden) for (String name : site.name.split(" ")) hidden.addAlias(name);
    }
    one.getEngine().addChild(hidden);
    fill(one, hidden, words[1], "visit");
    one.start();
  }
}
"""
_TOMCAT_JARS = ("tomcat10-embed-core.jar", "tomcat10-annotations-api.jar")
JAVA: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "jetty": (
        _JETTY,
        (
            *("jetty9-server.jar", "jetty9-http.jar", "jetty9-io.jar", "jetty9-util.jar"),
            "servlet-api.jar",
        ),
    ),
    "tomcat": (_TOMCAT, _TOMCAT_JARS),
    "servlet": (_SERVLET, _TOMCAT_JARS),
}
"""The program of each, and the libraries of the distribution that it needs."""


def jars(name: str) -> Sequence[Path]:
    """Where the libraries lie, whether or not they are there."""
    return [_JARS / jar for jar in JAVA[name][1]]


def running(name: str) -> Callable[[Path, Sequence[Stand]], list[Start]]:
    """One process of this program for all its stands."""

    def starts(directory: Path, stands: Sequence[Stand]) -> list[Start]:
        text = _IMPORTS + JAVA[name][0] + _SITES
        for mark, value in (("%PORT%", str(PORT)), ("%PAGE%", _java(PAGE))):
            text = text.replace(mark, value)
        (directory / "Main.java").write_text(text)
        (directory / "sites.properties").write_text(_properties(stands))
        path = ":".join(map(str, jars(name)))
        words = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", path]
        words += [str(directory / "Main.java"), str(directory / "sites.properties"), str(directory)]
        return [Start(words)]

    return starts


def _properties(stands: Sequence[Stand]) -> str:
    """The stands in the format of java.util.Properties; what is None has no line."""
    rows: dict[str, str] = {}
    for number, stand in enumerate(stands):
        told = {
            "name": " ".join(stand.hosts),
            "address": stand.address,
            "back": stand.back or None,
            "server": stand.box.server,
            "page": stand.box.page,
            "hidden": "yes" if stand.box.hidden else None,
        }
        rows |= {f"{number}.{key}": value for key, value in told.items() if value is not None}
        for index, (field, value) in enumerate(stand.box.fields):
            rows |= {f"{number}.{index}.field": field, f"{number}.{index}.value": value}
    return "".join(f"{key}={_escaped(value)}\n" for key, value in rows.items())


def _escaped(value: str) -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in value)


def _java(text: str) -> str:
    return '"' + text.replace('"', '\\"').replace("\n", "\\n") + '"'
