using System.Net;
using Bunit;
using Kiket.Portal.Components.Layout;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Api;

/// <summary>What programs and people read while nothing can be stored.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class WhileTheDiskIsFullTests : PortalContext
{
    private const string Token = "wksp_test_publisher";

    /// <summary>SQLite's own code for a full disk, after any text.</summary>
    private static readonly SqliteException Full = new("SQLite Error 13: 'database or disk is full'.", 13);

    public static TheoryData<Exception, bool> Failures => new()
    {
        { Full, true },
        { new DbUpdateException("Not saved.", Full), true },
        { new SqliteException("SQLite Error 8: 'attempt to write a readonly database'.", 8), true },
        { new IOException("No space left on device", 28), true },
        { new SqliteException("SQLite Error 19: 'UNIQUE constraint failed'.", 19), false },
        { new InvalidOperationException("Something else."), false },
    };

    [Fact]
    public async Task A_program_is_told_that_nothing_was_changed_and_by_which_id_operators_find_the_reason()
    {
        var disk = new FullDisk();
        await using var portal = await PortalServer.StartAsync(
            services => services.AddSingleton<ISaveChangesInterceptor>(disk), ("Demo:Tokens:Publisher", Token));
        var client = portal.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        disk.IsFull = true;

        var refused = (await client.PostAsync(
            "/api/v1/extensions/registry/marketplace/publish", new { repository = new { url = "https://github.com/acme/incident-bridge" } }))
            .Refused(HttpStatusCode.ServiceUnavailable, "cannot_save");

        Assert.Matches("nothing was changed. .*\\(.+\\)", await refused.Message.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await portal.Client().GetAsync(new Uri("/marketplace", UriKind.Relative))).StatusCode);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_page_that_fails_says_whether_it_could_not_save_and_shows_an_id(Exception failure, bool isUnwritable)
    {
        Assert.Equal(isUnwritable, failure.IsUnwritable());

        var page = Render<PageBoundary>(parameters => parameters
            .AddChildContent<Failing>(child => child.Add(part => part.Failure, failure)));
        var boundary = page.Instance;

        Assert.Equal(isUnwritable ? "We couldn't save this" : "We couldn't show this page", boundary.Title);
        Assert.Matches("^[0-9a-f]{8}$", boundary.FailureId);
        Assert.Contains(boundary.FailureId!, boundary.Text, StringComparison.Ordinal);
    }

    private sealed class Failing : ComponentBase
    {
        [Parameter] public Exception? Failure { get; set; }

        protected override void OnInitialized() => throw Failure!;
    }

    private sealed class FullDisk : SaveChangesInterceptor
    {
        public bool IsFull { get; set; }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
            IsFull ? throw new DbUpdateException("Not saved.", Full) : new(result);
    }
}
