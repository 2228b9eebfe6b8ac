using System.Globalization;
using System.Text;
using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Tests.Documentation;
using Kiket.Portal.Tests.Listings;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// Many listings, quickly, on either database: a few hundred are made by the use case, each different, and then copied. All of
/// them share one document, 60 KB of Markdown.
/// </summary>
internal static class FilledCatalogue
{
    private const int Templates = 250;
    private const int DocumentBytes = 60 * 1024;

    private static readonly string[] Words =
    [
        "slack", "issue", "report", "time", "tracking", "git", "alert", "approval", "flow", "calendar", "crm", "sync", "digest",
        "extension", "sla", "export", "csv", "webhook", "team", "planning", "invoice", "audit", "log", "mobile", "email", "intake",
    ];

    private static readonly string[] Scopes = ["issues:read", "issues:write", "comments:read", "comments:write", "users:read", "projects:read"];

    /// <summary>The id of the n-th listing.</summary>
    public static string Id(int n) => string.Create(CultureInfo.InvariantCulture, $"dev.acme.helper-{n}");

    public static async Task FillAsync(PortalServer portal, int size)
    {
        var databases = portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>();
        var catalogue = new Catalogue(databases, portal.Services.GetRequiredService<ShowRelease>(), TimeProvider.System);
        for (var n = 0; n < Math.Min(Templates, size); n++)
        {
            await catalogue.AddAsync(Sample(n));
        }

        await using var db = await databases.CreateDbContextAsync();
        var documents = await DocumentsAsync(db);
        await CopiedListings.FillAsync(db, size);
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(5));
        await db.Set<Listing>().ExecuteUpdateAsync(set => set.SetProperty(listing => listing.DocumentSetId, documents));
        portal.Services.GetRequiredService<ListingStamps>().Raise(null);
    }

    private static Sample Sample(int n) => new($"Helper {n}")
    {
        Id = Id(n),
        Summary = $"{Words[n % Words.Length]} and {Words[(n * 7) % Words.Length]} for teams that want {Words[(n * 3) % Words.Length]}.",
        Categories = [.. Kiket.Portal.Listings.Categories.CategorySeed.All.Select(category => category.Slug).Skip(n % 9).Take(1 + (n % 2))],
        Scopes = [.. Scopes.Where((_, index) => (n >> index) % 2 == 1)],
        Tags = [Words[(n * 5) % Words.Length], Words[(n * 11) % Words.Length]],
        IsManaged = n % 3 == 0,
        IsVerified = n % 2 == 0,
        Words = string.Join(' ', Enumerable.Range(0, 120).Select(index =>
            Words[(n + (index * (1 + (n % 5)))) % Words.Length]
            + (index % 9 == 0 ? (n * index).ToString(CultureInfo.InvariantCulture) : ""))),
    };

    private static async Task<Guid> DocumentsAsync(PortalDb db)
    {
        var text = new StringBuilder();
        while (text.Length < DocumentBytes)
        {
            text.Append(CultureInfo.InvariantCulture, $"## Part {text.Length}\n\n{string.Join(' ', Words)} & more.\n\n- One\n- Two\n\n");
        }

        var rendered = Rendering.Render(text.ToString());
        var page = new RenderedPage(DocumentTab.Overview, "README.md", "README", null, rendered.Html, null, [], "");
        var reading = new DocumentationReading([page], [], new DocumentPaths("README.md", null, null, []));
        var set = DocumentSet.From(Guid.NewGuid(), new string('a', 40), reading, DateTimeOffset.UtcNow);
        db.Add(set);
        await db.SaveChangesAsync();
        return set.Id;
    }
}
