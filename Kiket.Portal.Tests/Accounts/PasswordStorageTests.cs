using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>Which passwords are taken and how they are stored, by the portal's own settings.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PasswordStorageTests
{
    private const int HashVersion3 = 1;
    private const uint HmacSha512 = 2;
    private const uint FewestIterations = 210_000;

    [Theory]
    [InlineData("v1olet&", false)]
    [InlineData("v1olet&g", true)]
    [Asvs("V6.2.1")]
    public async Task A_password_has_at_least_eight_characters(string password, bool taken) =>
        Assert.Equal(taken, (await CreateAsync(password)).Created.Succeeded);

    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    [Asvs("V6.2.9")]
    public async Task A_long_password_is_taken_whole(int length)
    {
        var password = string.Concat(Enumerable.Range(0, length).Select(n => (char)('a' + (n % 26))));

        var (created, hash, hasher) = await CreateAsync(password);

        Assert.True(created.Succeeded);
        Assert.Equal(PasswordVerificationResult.Success, hasher.VerifyHashedPassword(new PortalUser(), hash, password));
        Assert.Equal(PasswordVerificationResult.Failed, hasher.VerifyHashedPassword(new PortalUser(), hash, password[..^1]));
    }

    [Fact]
    [Asvs("V11.4.2")]
    public async Task A_password_is_stored_as_a_slow_hash()
    {
        var (_, hash, _) = await CreateAsync("lamp violet gravel");
        var bytes = Convert.FromBase64String(hash);

        Assert.Equal(HashVersion3, bytes[0]);
        Assert.Equal(HmacSha512, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1)));
        Assert.InRange(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5)), FewestIterations, uint.MaxValue);
    }

    private static async Task<(IdentityResult Created, string Hash, IPasswordHasher<PortalUser> Hasher)> CreateAsync(string password)
    {
        await using var portal = await PortalServer.StartAsync("Production");
        await using var scope = portal.Services.CreateAsyncScope();
        var user = PortalUser.Register("ana@example.com", "Ana", DateTimeOffset.UtcNow);
        var created = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user, password);
        return (created, user.PasswordHash ?? "", scope.ServiceProvider.GetRequiredService<IPasswordHasher<PortalUser>>());
    }
}
