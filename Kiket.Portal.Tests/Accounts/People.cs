using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>Accounts and organizations for tests that need a person who acts.</summary>
internal static class People
{
    public static async Task<Actor> AddPersonAsync(
        this PortalDatabase database, string name, PlatformRoles roles = PlatformRoles.None)
    {
        var user = PortalUser.Register($"{name}@example.com", name, DateTimeOffset.UnixEpoch);
        user.NormalizedEmail = user.Email!.ToUpperInvariant();
        user.NormalizedUserName = user.NormalizedEmail;
        user.SetPlatformRoles(roles);
        await using var db = await database.OpenAsync();
        db.Add(user);
        await db.SaveChangesAsync();
        return new Actor(user.Id, name, "192.0.2.7");
    }

    /// <summary>An organization owned by <paramref name="owner"/>.</summary>
    public static async Task<OrganizationSummary> AddOrganizationAsync(this PortalDatabase database, string slug, Actor owner) =>
        (await database.Get<CreateOrganization>().RunAsync(slug, slug.ToUpperInvariant(), owner, CancellationToken.None)).Value;

    public static async Task JoinAsync(this PortalDatabase database, string slug, Actor inviter, Actor person, OrganizationRole role)
    {
        var link = await database.Get<InviteMember>().RunAsync(slug, $"{person.Name}@example.com", role, inviter, CancellationToken.None);
        var joined = await database.Get<AcceptInvitation>().RunAsync(Secret(link.Value), person, CancellationToken.None);
        Assert.True(joined.Succeeded, joined.Error?.Message);
    }

    public static string Secret(InvitationLink link) => SecretLinks.SecretOf(link.Path);

    public static string? Code(this Result result) => result.Error?.Code;

    public static string? Code<T>(this Result<T> result) => result.Error?.Code;
}
