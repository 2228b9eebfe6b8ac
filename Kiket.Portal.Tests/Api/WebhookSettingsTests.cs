using System.Net;
using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

/// <summary>The webhook, its rotation and its log over the API, for the publisher alone.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class WebhookSettingsTests(ApiPortal portal)
{
    [Fact]
    public async Task A_rotated_secret_is_shown_once_and_signs_deliveries_that_the_log_lists()
    {
        var id = await portal.ListedAsync();
        var admin = portal.Client(await portal.TokenAsync("acme", ApiTokenScopes.Admin, portal.Ada));
        var before = await admin.ReadAsync($"/api/v1/extensions/registry/marketplace/{id}/webhook");
        Assert.Equal($"{portal.Server.Address}api/v1/extensions/registry/webhook", before.Body.GetProperty("callback_url").GetString());
        Assert.False(before.Body.TryGetProperty("secret", out _));

        var rotated = await admin.PostAsync($"/api/v1/extensions/registry/marketplace/{id}/webhook/rotate", new { });
        Assert.Equal(HttpStatusCode.OK, rotated.Status);
        var secret = rotated.Body.GetProperty("secret").GetString()!;
        Assert.Equal(secret[^4..], rotated.Body.GetProperty("secret_last_four").GetString());
        var after = await admin.ReadAsync($"/api/v1/extensions/registry/marketplace/{id}/webhook");
        Assert.Equal(rotated.Body.GetProperty("previous_valid_until").GetDateTimeOffset(), after.Body.GetProperty("previous_valid_until").GetDateTimeOffset());
        Assert.DoesNotContain(secret, after.Body.GetRawText(), StringComparison.Ordinal);

        var body = Pushed.Body(portal.GitHub.IdOf($"acme/{id["dev.acme.".Length..]}"), "refs/heads/topic");
        using var request = Pushed.Request(body, Pushed.Sign(secret, body), delivery: $"log-{id}");
        Assert.Equal(HttpStatusCode.Accepted, (await portal.Client().SendAsync(request)).StatusCode);

        var log = await portal.Client(portal.Publisher).ReadAsync($"/api/v1/extensions/registry/marketplace/{id}/deliveries");
        var delivery = Assert.Single(log.Body.EnumerateArray());
        Assert.Equal(
            ($"log-{id}", "push", "refs/heads/topic", "current", "other_reference"),
            (Text("delivery_id"), Text("event"), Text("ref"), Text("verdict"), Text("outcome")));
        Assert.NotNull(log.Header("Link"));

        string? Text(string name) => delivery.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Others_see_no_webhook()
    {
        var id = await portal.ListedAsync();
        var reader = await portal.Client(portal.Reader).ReadAsync($"/api/v1/extensions/registry/marketplace/{id}/webhook");
        reader.Refused(HttpStatusCode.Forbidden, "scope_missing");
        var other = await portal.Client(portal.Customer).ReadAsync($"/api/v1/extensions/registry/marketplace/{id}/webhook");
        other.Refused(HttpStatusCode.NotFound, "extension_not_found");
        (await portal.Client(portal.Customer).PostAsync($"/api/v1/extensions/registry/marketplace/{id}/webhook/rotate", new { }))
            .Refused(HttpStatusCode.NotFound, "extension_not_found");
        (await portal.Client().ReadAsync($"/api/v1/extensions/registry/marketplace/{id}/deliveries")).Refused(HttpStatusCode.Unauthorized, "token_missing");
    }
}
