using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>The address in Accounts:FirstOperator makes the first operator, once it is confirmed.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class FirstOperatorTests : IAsyncLifetime
{
    private const string First = "olu@example.com";
    private const PlatformRoles Both = PlatformRoles.Operator | PlatformRoles.Reviewer;

    private readonly MailSink _mail = MailSink.Start();
    private PortalServer _portal = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        // As in Production: addresses must be confirmed.
        _portal = await PortalServer.StartAsync(
            [("Demo:Enabled", "false"), ("Accounts:ConfirmedEmail", "true"), ("Accounts:FirstOperator", "Olu@Example.com"), .. _mail.Settings]);
        _browser = _portal.ClientWithCookies();
    }

    public async Task DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Fact]
    public async Task Who_registers_with_it_through_the_mailed_link_has_both_roles_at_once()
    {
        using var registered = await _browser.SubmitAsync("/account/register", new() { ["Input.Name"] = "Olu", ["Input.Email"] = First });
        var link = MailSink.Link(await _mail.ReceiveAsync(First, "Finish creating"));
        using var finished = await _browser.SubmitAsync(link, new() { ["Input.Name"] = "Olu", ["Input.Password"] = RunningAccounts.Password });

        Assert.Equal(Both, await RolesAsync(First));
        using var operations = await _browser.GetAsync(new Uri("/operations", UriKind.Relative));
        Assert.Equal(("/operations", true), (operations.RequestMessage!.RequestUri!.AbsolutePath, operations.IsSuccessStatusCode));
        var entry = await QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "person.role_granted"));
        Assert.Equal((null, "Kiket"), (entry.ActorId, entry.ActorName));
        Assert.Contains("Accounts:FirstOperator", entry.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirming_it_later_brings_the_roles_too()
    {
        await _portal.AddAccountAsync(First, confirmed: false);
        using var login = await _browser.LoginAsync(First);
        Assert.Equal(PlatformRoles.None, await RolesAsync(First));

        using var asked = await _browser.SubmitAsync("/account/confirm-address", []);
        var link = MailSink.Link(await _mail.ReceiveAsync(First, "Confirm your e-mail address"));
        using var confirmed = await _browser.SubmitAsync(link, []);

        Assert.Equal(Both, await RolesAsync(First));
        Assert.Contains("href=\"/operations\"", await _browser.TextAsync("/account"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_set_by_a_mailed_link_confirms_it()
    {
        await _portal.AddAccountAsync(First, confirmed: false);
        using var asked = await _browser.SubmitAsync("/account/forgot-password", new() { ["Input.Email"] = First });
        var link = MailSink.Link(await _mail.ReceiveAsync(First));
        using var set = await _browser.SubmitAsync(link, new() { ["Input.Password"] = "brass violet harbour" });

        using var login = await _browser.LoginAsync(First, "brass violet harbour");

        Assert.Equal(Both, await RolesAsync(First));
    }

    [Fact]
    public async Task A_person_who_changes_to_it_gets_the_roles()
    {
        var id = await _portal.AddAccountAsync("other@example.com");
        using var login = await _browser.LoginAsync("other@example.com");
        var requested = await _portal.Services.GetRequiredService<RequestEmailChange>().RunAsync(First, new Actor(id, "Olu"), CancellationToken.None);

        foreach (var secret in new[] { requested.Value.ApproveSecret, requested.Value.ConfirmSecret })
        {
            using var agreed = await _browser.SubmitAsync($"/account/email/change?user={id}&code={secret}", [], "agree");
        }

        Assert.Equal(Both, await RolesAsync(First));
    }

    [Fact]
    public async Task Another_address_gets_nothing()
    {
        await _portal.AddAccountAsync("eve@example.com");

        using var login = await _browser.LoginAsync("eve@example.com");

        Assert.Equal(PlatformRoles.None, await RolesAsync("eve@example.com"));
    }

    [Fact]
    public async Task While_there_is_an_operator_nobody_gets_anything()
    {
        await AccountBrowser.AddPersonAsync(_portal, "other@example.com", PlatformRoles.Operator);
        await _portal.AddAccountAsync(First);

        using var login = await _browser.LoginAsync(First);

        Assert.Equal(PlatformRoles.None, await RolesAsync(First));
    }

    [Fact]
    public async Task An_address_that_was_confirmed_before_counts_at_the_next_start()
    {
        await _portal.AddAccountAsync(First);

        await _portal.RestartAsync();

        Assert.Equal(Both, await RolesAsync(First));
    }

    [Fact]
    public async Task A_locked_person_gets_nothing()
    {
        await _portal.AddAccountAsync(First);
        await _portal.OnAccountAsync(First, async (users, user) =>
        {
            Assert.True(user.Lock("Spam.", user.Id, DateTimeOffset.UnixEpoch).Succeeded);
            return await users.UpdateAsync(user);
        });

        using var login = await _browser.LoginAsync(First);
        await _portal.RestartAsync();

        Assert.Equal(PlatformRoles.None, await RolesAsync(First));
    }

    [Theory]
    [InlineData("Production", "false", PlatformRoles.None)]
    [InlineData("Development", "true", PlatformRoles.None)]
    [InlineData("Development", "false", Both)]
    public async Task Without_mail_registering_is_enough_in_Development_alone(string environment, string confirmed, PlatformRoles expected)
    {
        await using var portal = await PortalServer.StartAsync(
            environment, ("Demo:Enabled", "false"), ("Accounts:ConfirmedEmail", confirmed), ("Accounts:FirstOperator", First));
        using var registered = await portal.ClientWithCookies().SubmitAsync(
            "/account/register", new() { ["Input.Name"] = "Olu", ["Input.Email"] = First, ["Input.Password"] = RunningAccounts.Password });

        Assert.Equal(expected, await portal.OnAccountAsync(First, (_, user) => Task.FromResult(user.PlatformRoles)));
    }

    private Task<PlatformRoles> RolesAsync(string email) => _portal.OnAccountAsync(email, (_, user) => Task.FromResult(user.PlatformRoles));

    private async Task<T> QueryAsync<T>(Func<PortalDb, Task<T>> query)
    {
        await using var db = await _portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await query(db);
    }
}
