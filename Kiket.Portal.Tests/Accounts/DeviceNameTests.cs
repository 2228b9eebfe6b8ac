using System.Formats.Cbor;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Tests.Accounts;

public sealed class DeviceNameTests
{
    private const string ChromeOnWindows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

    [Theory]
    [InlineData(ChromeOnWindows, "Chrome on Windows")]
    [InlineData(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
        "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15", "Safari on Mac")]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
        "Safari on iPhone")]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
        "Chrome on iPhone")]
    [InlineData(
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
        "Samsung Internet on Android")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome on ChromeOS")]
    [InlineData(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/124.0.0.0",
        "Opera on Windows")]
    [InlineData("curl/8.14.1", "curl")]
    [InlineData("Something else (Windows)", "A browser on Windows")]
    [InlineData("", "An unknown browser")]
    [InlineData(null, "An unknown browser")]
    public void A_device_is_called_as_people_call_it(string? userAgent, string name) => Assert.Equal(name, DeviceName.Of(userAgent));

    [Theory]
    [InlineData("d548826e-79b4-db40-a3d8-11116f7e8349", "Bitwarden")]
    [InlineData("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "iCloud Keychain")]
    [InlineData("00000000-0000-0000-0000-000000000000", "Chrome on Windows")]
    public void A_passkey_is_named_after_its_password_manager_otherwise_its_device(string model, string name) =>
        Assert.Equal(name, PasskeyName.For(Passkey(Attestation(new Guid(model))), ChromeOnWindows, []));

    [Fact]
    public void A_name_that_exists_gets_the_next_number()
    {
        var passkey = Passkey([]);

        Assert.Equal("Chrome on Windows 2", PasskeyName.For(passkey, ChromeOnWindows, ["Chrome on Windows"]));
        Assert.Equal("Chrome on Windows 3", PasskeyName.For(passkey, ChromeOnWindows, ["chrome on windows", null, "Chrome on Windows 2"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a1")]
    [InlineData("ffffff")]
    [InlineData("a16861757468446174614101")]
    public void An_odd_attestation_only_costs_the_name(string hex) =>
        Assert.Equal("Chrome on Windows", PasskeyName.For(Passkey(Convert.FromHexString(hex)), ChromeOnWindows, []));

    private static UserPasskeyInfo Passkey(byte[] attestation) =>
        new([1], [2], DateTimeOffset.UnixEpoch, 0, null, true, false, false, attestation, []);

    private static byte[] Attestation(Guid model)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(2);
        writer.WriteTextString("fmt");
        writer.WriteTextString("none");
        writer.WriteTextString("authData");
        writer.WriteByteString([.. new byte[37], .. model.ToByteArray(bigEndian: true), 0, 0]);
        writer.WriteEndMap();
        return writer.Encode();
    }
}
