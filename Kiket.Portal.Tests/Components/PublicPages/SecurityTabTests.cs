using System.Net;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.PublicPages;

/// <summary>What a customer reads about trust, on the listing of an extension that Kiket hosts.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class SecurityTabTests : IAsyncLifetime
{
    private PortalServer _portal = null!;

    public async Task InitializeAsync() => _portal = await PortalServer.StartAsync();

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task The_publishers_statement_on_data_is_read_where_it_is_needed()
    {
        var page = await ReadAsync("/marketplace/dev.acme.mail-intake/security");

        Assert.Contains("How long it is stored: 30 days, logs for 14.", page, StringComparison.Ordinal);
        Assert.Contains("After an uninstall: everything is deleted within 7 days", page, StringComparison.Ordinal);
        // Security reviews are for reviewers.
        Assert.DoesNotContain("Harbour Lane", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_note_that_a_row_counts_can_be_read_below_it()
    {
        var page = await ReadAsync("/marketplace/dev.acme.mail-intake/security");

        Assert.Contains("3 notes", page, StringComparison.Ordinal);
        var row = page[page.IndexOf("3 notes", StringComparison.Ordinal)..];
        row = row[..row.IndexOf("</ul>", StringComparison.Ordinal)];
        Assert.Equal(3, row.Split("<li").Length - 1);
    }

    [Fact]
    public async Task A_private_repositorys_files_are_named_and_not_linked()
    {
        var page = await ReadAsync("/marketplace/dev.acme.report-exporter");

        Assert.Contains("<code>README.md</code>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/report-exporter/blob/", page, StringComparison.Ordinal);
    }

    private async Task<string> ReadAsync(string address) => WebUtility.HtmlDecode(await _portal.Client().GetStringAsync(new Uri(address, UriKind.Relative)));
}
