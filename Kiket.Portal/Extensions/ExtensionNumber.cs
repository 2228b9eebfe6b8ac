namespace Kiket.Portal.Extensions;

/// <summary>
/// The extension's whole number beside its key. Runtime tokens carry it as <c>ext_id</c>, because SDKs drop any other kind of id
/// without a word. The database counts it, once.
/// </summary>
public sealed class ExtensionNumber
{
    public long Number { get; private set; }

    public Guid ExtensionKey { get; private set; }
}
