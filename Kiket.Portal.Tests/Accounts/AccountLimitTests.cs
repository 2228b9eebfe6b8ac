using System.Net;
using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>How many mails an account gets, and how many accounts are made.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class AccountLimitTests
{
    [Fact]
    public void An_account_gets_three_mails_an_hour_and_others_get_theirs()
    {
        using var mails = new AccountMailLimit(Options.Create(new LimitsOptions()));

        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => mails.MaySend("ANA@EXAMPLE.COM")));
        Assert.True(mails.MaySend("BEN@EXAMPLE.COM"));
    }

    [Fact]
    public void An_account_gets_ten_mails_a_day_however_they_are_spread()
    {
        using var mails = new AccountMailLimit(Options.Create(new LimitsOptions { MailsPerAccountPerHour = 1000 }));

        Assert.Equal(10, Enumerable.Range(0, 20).Count(_ => mails.MaySend("ANA@EXAMPLE.COM")));
    }

    [Fact]
    public void A_stranger_who_asks_all_day_does_not_keep_the_owner_from_a_way_in()
    {
        using var mails = new AccountMailLimit(Options.Create(new LimitsOptions { MailsPerAccountPerHour = 100, MailsPerAccountPerDay = 10 }));
        for (var n = 0; n < 20; n++)
        {
            mails.MaySend("ANA@EXAMPLE.COM");
        }

        Assert.False(mails.MaySend("ANA@EXAMPLE.COM"));
        Assert.True(mails.MaySend("ANA@EXAMPLE.COM", isForSignIn: true));
    }

    [Fact]
    public void One_address_makes_thirty_accounts_an_hour_and_another_goes_on()
    {
        using var limit = new RegistrationLimit(Options.Create(new LimitsOptions()));

        Assert.Equal(30, Enumerable.Range(0, 40).Count(_ => limit.Take("192.0.2.7") is null));
        Assert.Null(limit.Take("192.0.2.8"));
    }

    [Fact]
    public void Many_addresses_together_have_a_limit_as_well()
    {
        using var limit = new RegistrationLimit(Options.Create(new LimitsOptions { RegistrationsPerHour = 5 }));

        Assert.Equal(5, Enumerable.Range(0, 20).Count(n => limit.Take($"192.0.2.{n}") is null));
        Assert.Contains("12 minutes", limit.Take("198.51.100.1")!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_says_how_long_to_wait_and_keeps_the_input()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"), ("Limits:RegistrationsPerAddressPerHour", "1"));
        using var first = await RegisterAsync(portal, "ana@example.com");
        using var second = await RegisterAsync(portal, "ben@example.com");
        var page = await second.Content.ReadAsStringAsync();

        Assert.NotEqual(HttpStatusCode.TooManyRequests, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 1, 60);
        Assert.Contains("Many accounts were created from your network", page, StringComparison.Ordinal);
        Assert.Contains("value=\"ben@example.com\"", page, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> RegisterAsync(PortalServer portal, string email) => portal.ClientWithCookies().SubmitAsync(
        "/account/register", new() { ["Input.Name"] = "Somebody", ["Input.Email"] = email, ["Input.Password"] = "lamp violet gravel" });
}
