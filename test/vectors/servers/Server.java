// A TLS server for recordings: java Server.java PORT KEYSTORE PROTOCOL [KEY-MANAGER], the password being "recording".
// Everything that JSSE still has in it is switched on again, SSL 3.0 included.
import java.io.FileInputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

public class Server {
  public static void main(String[] args) throws Exception {
    Security.setProperty("jdk.tls.disabledAlgorithms", "");
    char[] password = "recording".toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new FileInputStream(args[1]), password);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(args.length > 3 ? args[3] : "SunX509");
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    SSLServerSocket server = (SSLServerSocket)
        context.getServerSocketFactory().createServerSocket(Integer.parseInt(args[0]), 5, InetAddress.getLoopbackAddress());
    server.setEnabledProtocols(new String[] {args[2]});
    server.setEnabledCipherSuites(server.getSupportedCipherSuites());
    while (true) {
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        socket.getInputStream().readAllBytes();
      } catch (java.io.IOException ended) {
        // The recording has what it wanted.
      }
    }
  }
}
