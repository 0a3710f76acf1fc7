// A server of Java's JSSE: java Jsse PORT KEYSTORE,... PROTOCOLS SUITES AUTHENTICATION ALPN. The password is "recording";
// "-" stands for Java's default. Everything that Java disables by default is switched on again.
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

public class Jsse {
  public static void main(String[] args) throws Exception {
    Security.setProperty("jdk.tls.disabledAlgorithms", "");
    Security.setProperty("jdk.certpath.disabledAlgorithms", "");
    char[] password = "recording".toCharArray();
    KeyStore all = KeyStore.getInstance("PKCS12");
    all.load(null, null);
    for (String path : args[1].split(",")) {
      KeyStore one = KeyStore.getInstance("PKCS12");
      one.load(new FileInputStream(path), password);
      String alias = one.aliases().nextElement();
      all.setKeyEntry(path, one.getKey(alias, password), password, one.getCertificateChain(alias));
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("NewSunX509");
    keys.init(all, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[] {new TrustAll()}, null);
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(Integer.parseInt(args[0]), 64, loopback);
    SSLParameters parameters = server.getSSLParameters();
    if (!args[2].equals("-")) parameters.setProtocols(args[2].split(","));
    if (args[3].equals("all")) parameters.setCipherSuites(server.getSupportedCipherSuites());
    else if (!args[3].equals("-")) parameters.setCipherSuites(args[3].split(","));
    if (args[4].equals("required")) parameters.setNeedClientAuth(true);
    if (args[4].equals("requested")) parameters.setWantClientAuth(true);
    if (!args[5].equals("-")) parameters.setApplicationProtocols(args[5].split(","));
    parameters.setUseCipherSuitesOrder(!Boolean.getBoolean("clientOrder"));
    server.setSSLParameters(parameters);
    while (true) {
      SSLSocket socket = (SSLSocket) server.accept();
      Thread.ofVirtual().start(() -> answer(socket));
    }
  }

  static void answer(SSLSocket socket) {
    try (socket) {
      socket.setSoTimeout(10_000);
      if (socket.getInputStream().read(new byte[4096]) > 0)
        socket.getOutputStream().write("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes());
    } catch (IOException ended) {
      // The client has what it wanted.
    }
  }

  static class TrustAll implements X509TrustManager {
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
