using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Listings;

public sealed class ReportListingTests : OnTheWay
{
    private const string Text = "It asks for my chat password on its first page.";

    [Fact]
    public async Task A_report_reaches_every_operator_and_nobody_of_the_publisher()
    {
        await Way.ListedAsync();
        var olu = Way.Olu;
        var oda = await Way.Database.AddPersonAsync("oda", PlatformRoles.Operator);

        Assert.True((await ReportAsync(Text, "zoe@reader.test")).Succeeded);

        var told = await ToldAsync();
        Assert.Equal(new[] { olu.UserId, oda.UserId }.Order(), told.Select(notification => notification.UserId).Order());
        Assert.Equal("Report on Acme Alerts: a security problem", told[0].Title);
        Assert.Contains(Text, told[0].Body, StringComparison.Ordinal);
        Assert.Contains("zoe@reader.test", told[0].Body, StringComparison.Ordinal);
        Assert.Equal("/marketplace/dev.acme.alerts", told[0].Link);
    }

    [Fact]
    public async Task Without_an_operator_the_reviewers_are_told()
    {
        await Way.ListedAsync();
        await Way.QueryAsync(db => db.Set<PortalUser>().Where(user => user.Id == Way.Olu.UserId)
            .ExecuteUpdateAsync(update => update.SetProperty(user => user.PlatformRoles, PlatformRoles.None)));

        Assert.True((await ReportAsync(Text)).Succeeded);
        Assert.Contains(await ToldAsync(), notification => notification.UserId == Way.Rita.UserId);
    }

    [Theory]
    [InlineData(null, "report_too_short")]
    [InlineData("   bad    ", "report_too_short")]
    public async Task A_report_without_words_is_refused(string? text, string code)
    {
        await Way.ListedAsync();

        Assert.Equal(code, (await ReportAsync(text)).Error!.Code);
        Assert.Equal("report_too_long", (await ReportAsync(new string('a', 1001))).Error!.Code);
        Assert.Equal("contact_too_long", (await ReportAsync(Text, new string('a', 201))).Error!.Code);
        Assert.Empty(await ToldAsync());
    }

    [Fact]
    public async Task The_sixth_report_from_one_address_waits_and_others_are_heard()
    {
        await Way.ListedAsync();
        for (var n = 0; n < 5; n++)
        {
            Assert.True((await ReportAsync($"{Text} {n}")).Succeeded);
        }

        var refused = (await ReportAsync(Text)).Error!;

        Assert.Equal(ErrorKind.TooMany, refused.Kind);
        Assert.Contains("still here", refused.Message, StringComparison.Ordinal);
        Assert.True((await ReportAsync(Text, address: "198.51.100.9")).Succeeded);
    }

    [Fact]
    public async Task Many_reports_of_one_listing_do_not_bury_the_operators()
    {
        await Way.ListedAsync();
        var olu = Way.Olu;
        for (var n = 0; n < 25; n++)
        {
            Assert.True((await ReportAsync($"{Text} {n}", address: $"198.51.100.{n}")).Succeeded);
        }

        Assert.Equal(20, (await ToldAsync()).Count(notification => notification.UserId == olu.UserId));
        Way.Clock.Advance(TimeSpan.FromDays(2));
        await ReportAsync(Text, address: "198.51.100.77");
        Assert.Equal(21, (await ToldAsync()).Count(notification => notification.UserId == olu.UserId));
    }

    [Theory]
    [InlineData(null)]
    [InlineData((ReportReason)99)]
    public async Task A_report_says_what_it_is_about(ReportReason? reason)
    {
        await Way.ListedAsync();

        var refused = await Way.Get<ReportListing>().RunAsync(new ReportListingRequest(Way.Id, reason, Text, null, "203.0.113.5"), CancellationToken.None);

        Assert.Equal("reason", Assert.Single(refused.Error!.Details).Field);
        Assert.Empty(await ToldAsync());
    }

    [Fact]
    public async Task What_is_not_listed_cannot_be_reported()
    {
        await Way.ListedAsync();

        Assert.Equal(ErrorKind.NotFound, (await ReportAsync(Text, id: "dev.nobody.nothing")).Error!.Kind);
    }

    private Task<Result> ReportAsync(string? text, string? contact = null, string address = "203.0.113.5", string id = Way.Id) =>
        Way.Get<ReportListing>().RunAsync(new ReportListingRequest(id, ReportReason.Security, text, contact, address), CancellationToken.None);

    private Task<List<Notification>> ToldAsync() =>
        Way.QueryAsync(db => db.Set<Notification>().Where(notification => notification.Key.StartsWith("listing.reported:")).ToListAsync());
}
