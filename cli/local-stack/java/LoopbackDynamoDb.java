import java.io.IOException;
import java.lang.reflect.Field;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * Starts DynamoDB Local on 127.0.0.1 only, and ends it with the process that started it.
 *
 * <p>DynamoDB Local listens on every interface and has no option to change this, so anyone on the same network could
 * read and write the tables. This class sets the host of its Jetty connector before the start. The connector is only
 * accessible by reflection. Port 0 selects a free port. The port in use is printed as
 * {@code listening on 127.0.0.1:<port>}.
 *
 * <p>The parent process holds the other end of standard input. When it closes, the database ends and removes the
 * files it unpacked, even if the parent was killed.
 *
 * <p>Arguments: the port, then the arguments of DynamoDB Local. Compile for Java 17 and later with
 * {@code javac --release 17 -g:none -cp <DynamoDBLocal.jar> LoopbackDynamoDb.java}. The class file is stored next to
 * the source because users only need a Java runtime, which cannot compile.
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
                // A read error has the same meaning as the end of input.
              }
              System.exit(0);
            });
    thread.setDaemon(true);
    thread.start();
  }
}
