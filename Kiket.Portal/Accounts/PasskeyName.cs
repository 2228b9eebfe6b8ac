using System.Formats.Cbor;
using System.Globalization;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Accounts;

/// <summary>The name of a new passkey until its owner changes it: its password manager, otherwise the device that created it.</summary>
public static class PasskeyName
{
    private const int IdLength = 16;

    /// <summary>Web Authentication §6.1: hash of the site (32), flags (1), counter (4), then the authenticator's model.</summary>
    private const int IdOffset = 37;

    /// <summary>
    /// Names by authenticator model, from https://github.com/passkeydeveloper/passkey-authenticator-aaguids, which exists to
    /// name passkeys in lists like this one. Only the common ones; the others get their device's name.
    /// </summary>
    private static readonly Dictionary<Guid, string> Managers = new()
    {
        [new("fbfc3007-154e-4ecc-8c0b-6e020557d7bd")] = "iCloud Keychain",
        [new("dd4ec289-e01d-41c9-bb89-70fa845d4bf2")] = "iCloud Keychain",
        [new("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4")] = "Google Password Manager",
        [new("08987058-cadc-4b81-b6e1-30de50dcbe96")] = "Windows Hello",
        [new("9ddd1817-af5a-4672-a2b9-3e3dd95000a9")] = "Windows Hello",
        [new("6028b017-b1d4-4c02-b4b3-afcdafc96bb2")] = "Windows Hello",
        [new("bada5566-a7aa-401f-bd96-45619a55120d")] = "1Password",
        [new("d548826e-79b4-db40-a3d8-11116f7e8349")] = "Bitwarden",
        [new("531126d6-e717-415c-9320-3d9aa6981239")] = "Dashlane",
        [new("50726f74-6f6e-5061-7373-50726f746f6e")] = "Proton Pass",
        [new("53414d53-554e-4700-0000-000000000000")] = "Samsung Pass",
        [new("b84e4048-15dc-4dd0-8640-f4f60813c8af")] = "NordPass",
        [new("0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6")] = "Keeper",
    };

    /// <param name="taken">The names of the person's passkeys. The new one gets a number if its name is taken.</param>
    public static string For(UserPasskeyInfo passkey, string? userAgent, IEnumerable<string?> taken)
    {
        var name = Model(passkey.AttestationObject) is { } model && Managers.TryGetValue(model, out var manager) ? manager : DeviceName.Of(userAgent);
        var names = taken.ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var number = 2; ; number++)
        {
            var candidate = number == 2 && !names.Contains(name) ? name : string.Create(CultureInfo.InvariantCulture, $"{name} {number}");
            if (!names.Contains(candidate))
            {
                return candidate;
            }
        }
    }

    /// <summary>The authenticator's model (AAGUID) from the browser's data; null when it isn't there.</summary>
    internal static Guid? Model(ReadOnlyMemory<byte> attestation)
    {
        try
        {
            var reader = new CborReader(attestation);
            reader.ReadStartMap();
            while (reader.PeekState() != CborReaderState.EndMap)
            {
                if (reader.ReadTextString() == "authData")
                {
                    var data = reader.ReadByteString();
                    return data.Length >= IdOffset + IdLength ? new Guid(data.AsSpan(IdOffset, IdLength), bigEndian: true) : null;
                }

                reader.SkipValue();
            }
        }
        catch (Exception exception) when (exception is CborContentException or InvalidOperationException)
        {
            // Identity has already checked the passkey. A missing name is no reason to refuse it.
        }

        return null;
    }
}
