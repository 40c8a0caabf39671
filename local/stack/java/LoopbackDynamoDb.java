import java.io.IOException;
import java.lang.reflect.Field;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * Starts DynamoDB Local on 127.0.0.1 only, and ends it with the process that started it.
 *
 * <p>DynamoDB Local listens on every interface and has no option for it, so anyone on the same network could read and
 * write the tables. Its Jetty connector can be told a host before it starts; that is all this class does, and what
 * reflection is for. Port 0 takes a free one; the port in use is printed as {@code listening on 127.0.0.1:<port>}.
 * Standard input is the life line: the parent holds its other end, and when it closes, however the parent died, so
 * does the database, which then removes the files it unpacked.
 *
 * <p>Arguments: the port, then DynamoDB Local's own. Built, for Java 17 and later, with
 * {@code javac --release 17 -g:none -cp <DynamoDBLocal.jar> LoopbackDynamoDb.java}; the class file is kept beside the
 * source because a Java runtime, which is all that users need, cannot compile.
 */
public final class LoopbackDynamoDb {
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    String[] own = java.util.Arrays.copyOfRange(arguments, 1, arguments.length);
    endWithStandardInput();
    DynamoDBProxyServer database = ServerRunner.createServerFromCommandLineArgs(own);
    Field field = DynamoDBProxyServer.class.getDeclaredField("server");
    field.setAccessible(true);
    ServerConnector connector = (ServerConnector) ((Server) field.get(database)).getConnectors()[0];
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    try {
      database.start();
      if (connector.getLocalPort() <= 0) System.exit(1);
    } catch (IOException error) {
      System.err.println(error.getMessage());
      System.exit(1);
    }
    System.out.println("listening on 127.0.0.1:" + connector.getLocalPort());
    database.join();
  }

  private static void endWithStandardInput() {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException closed) {
                // The same as its end.
              }
              System.exit(0);
            });
    thread.setDaemon(true);
    thread.start();
  }
}
