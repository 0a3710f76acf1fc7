// A server of Mono's SslStream: mono Server.exe PORT KEYSTORE PROTOCOLS (numbers of SslProtocols).
using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;

class Server {
  static void Main(string[] args) {
    var certificate = new X509Certificate2(args[1], "recording");
    var protocols = (SslProtocols)int.Parse(args[2]);
    var listener = new TcpListener(IPAddress.Loopback, int.Parse(args[0]));
    listener.Start(64);
    while (true) {
      var client = listener.AcceptTcpClient();
      new Thread(() => Answer(client, certificate, protocols)).Start();
    }
  }

  static void Answer(TcpClient client, X509Certificate2 certificate, SslProtocols protocols) {
    try {
      client.ReceiveTimeout = 10000;
      using (var stream = new SslStream(client.GetStream())) {
        stream.AuthenticateAsServer(certificate, false, protocols, false);
        if (stream.Read(new byte[4096], 0, 4096) <= 0) return;
        var answer = Encoding.ASCII.GetBytes("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
        stream.Write(answer, 0, answer.Length);
      }
    } catch (Exception error) {
      if (Environment.GetEnvironmentVariable("SHOW") != null) Console.WriteLine(error);
    } finally {
      client.Close();
    }
  }
}
