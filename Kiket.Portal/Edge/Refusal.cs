namespace Kiket.Portal.Edge;

/// <summary>Why the edge refuses a call of a container.</summary>
public enum Refusal
{
    UndeclaredHost,
    UndeclaredNameAsked,
    NotHttps,
    NotTls,
    NoServerName,
    SniDiffers,
    PortNot443,
    NotAHostName,
    AddressNotPublic,
    DnsFailed,
    ConnectFailed,
    TooMany,
    UnknownSource,
}

public static class Refusals
{
    private static readonly Dictionary<Refusal, (string Name, string Sentence)> Entries = new()
    {
        [Refusal.UndeclaredHost] = ("undeclared_host", "This host isn't in the extension's egress list. Add it to hosting.egress in the manifest."),
        [Refusal.UndeclaredNameAsked] = ("undeclared_name_asked", "A program asked for the address of a host that isn't in the extension's egress list."),
        [Refusal.NotHttps] = ("not_https", "Only HTTPS is allowed. Call the host with https on port 443."),
        [Refusal.NotTls] = ("not_tls", "Only TLS is allowed on port 443, and this connection began with something else."),
        [Refusal.NoServerName] = ("no_server_name", "The TLS connection doesn't name its server. Call hosts by name, not by IP address."),
        [Refusal.SniDiffers] = ("sni_differs", "The TLS connection names another server than CONNECT did."),
        [Refusal.PortNot443] = ("port_not_443", "Only port 443 is allowed."),
        [Refusal.NotAHostName] = ("not_a_host_name", "This isn't a host name that all programs read alike. Call hosts by name, not by IP address."),
        [Refusal.AddressNotPublic] = ("address_not_public", "The host leads to an address that isn't public."),
        [Refusal.DnsFailed] = ("dns_failed", "The host has no address, or its name server doesn't respond. Try again later."),
        [Refusal.ConnectFailed] = ("connect_failed", "The host doesn't accept connections. Try again later."),
        [Refusal.TooMany] = ("too_many", "Too many connections are open. Close some, then try again."),
        [Refusal.UnknownSource] = ("unknown_source", "The edge doesn't know this container."),
    };

    /// <summary>The stable word for programs, such as <c>undeclared_host</c>.</summary>
    public static string Name(this Refusal refusal) => Entries[refusal].Name;

    /// <summary>A sentence for people.</summary>
    public static string Sentence(this Refusal refusal) => Entries[refusal].Sentence;

    /// <summary>The same for a stored word; empty for one that no edge of this version says.</summary>
    public static string SentenceOf(string name) => Entries.Values.FirstOrDefault(entry => entry.Name == name).Sentence ?? "";
}
