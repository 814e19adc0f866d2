using System.Net;
using System.Net.Sockets;

namespace LocalFrontDoor.Processes;

/// <summary>TCP ports on the loopback interface.</summary>
internal static class FreePort
{
    /// <summary>
    /// A port that nobody listens on now. Somebody else may take it before it is used, so whoever passes it on to a program
    /// must be ready to try another.
    /// </summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Whether a program can listen on the port now.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
