using Kiket.Portal.Audit;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Audit;

public sealed class RecordAuditTests
{
    private static readonly Guid Organization = Guid.CreateVersion7();

    [Fact]
    public async Task Secrets_are_hidden_whatever_the_caller_passes()
    {
        var entry = await RecordAsync(new { accessToken = "ghp_abc", nested = new { Secret = "s3" }, tokenLastFour = "1234" });

        Assert.DoesNotContain("ghp_abc", entry.After, StringComparison.Ordinal);
        Assert.DoesNotContain("s3", entry.After, StringComparison.Ordinal);
        Assert.Contains("1234", entry.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_huge_state_is_shortened()
    {
        var entry = await RecordAsync(new { text = new string('x', 100_000) });

        Assert.True(entry.After!.Length <= RecordAudit.MaxJsonLength);
    }

    [Fact]
    public async Task What_the_portal_does_itself_is_in_its_own_name()
    {
        var entry = await RecordAsync(new { });

        Assert.Equal((null, "Kiket"), (entry.ActorId, entry.ActorName));
    }

    [Fact]
    public async Task Another_organization_does_not_see_the_entry()
    {
        await using var database = await PortalDatabase.CreateAsync(services => services.AddAudit());
        await AddAsync(database, new { });

        var slice = await database.Get<AuditQueries>()
            .PageAsync(AuditScope.Of(Guid.CreateVersion7()), new AuditFilter(), after: null, 10, CancellationToken.None);

        Assert.Empty(slice.Entries);
    }

    private static async Task<AuditEntry> RecordAsync(object after)
    {
        await using var database = await PortalDatabase.CreateAsync(services => services.AddAudit());
        await AddAsync(database, after);
        var slice = await database.Get<AuditQueries>()
            .PageAsync(AuditScope.Of(Organization), new AuditFilter(Kind: "thing"), after: null, 10, CancellationToken.None);
        return Assert.Single(slice.Entries);
    }

    private static async Task AddAsync(PortalDatabase database, object after)
    {
        await using var db = await database.OpenAsync();
        RecordAudit.Add(db, actor: null, "thing.changed", new("thing", "1"), DateTimeOffset.UnixEpoch, Organization, after: after);
        await db.SaveChangesAsync();
    }
}
