using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Kiket.Portal;

/// <summary>Describes why the portal can't listen on its address, for the person who starts it.</summary>
public static class ListenFailure
{
    /// <returns>Null when the failure has another cause.</returns>
    public static string? Describe(Exception failure) => failure switch
    {
        IOException { InnerException: AddressInUseException } =>
            $"{AddressOf(failure)} is in use by another program. Stop that program, or choose another address, such as --urls=http://localhost:5081.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            "It may not listen on its address. Ports below 1024 need more rights; choose a higher one, such as --urls=http://localhost:5081.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            "This machine doesn't have the address that it should listen on. Choose one it has, such as --urls=http://localhost:5081.",
        _ => null,
    };

    /// <summary>Kestrel names the address in its message only: <c>Failed to bind to address http://…: address already in use.</c></summary>
    private static string AddressOf(Exception failure) =>
        failure.Message.Split(' ').FirstOrDefault(word => word.StartsWith("http", StringComparison.OrdinalIgnoreCase))?.TrimEnd(':', '.') ?? "Its address";
}
