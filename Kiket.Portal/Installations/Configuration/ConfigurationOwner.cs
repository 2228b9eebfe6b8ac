using System.Security.Cryptography;

namespace Kiket.Portal.Installations.Configuration;

/// <summary>Whose configuration it is.</summary>
/// <param name="ExtensionKey">The portal's id of the extension.</param>
public sealed record ConfigurationOwner(Guid InstallationId, Guid OrganizationId, Guid ExtensionKey)
{
    /// <summary>Where the values of <c>scope: extension</c> are stored: the same for all installations of the extension in the organization.</summary>
    public Guid SharedScope
    {
        get
        {
            Span<byte> pair = stackalloc byte[32];
            OrganizationId.TryWriteBytes(pair);
            ExtensionKey.TryWriteBytes(pair[16..]);
            return new Guid(SHA256.HashData(pair).AsSpan(0, 16));
        }
    }

    internal Guid ScopeOf(bool isShared) => isShared ? SharedScope : InstallationId;
}
