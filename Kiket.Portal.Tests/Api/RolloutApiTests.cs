using System.Net;
using System.Text.Json;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

/// <summary>Rollouts and security fixes by the API.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class RolloutApiTests(ApiPortal portal)
{
    [Fact]
    public async Task A_rollout_is_paused_and_resumed_with_its_share()
    {
        var id = await portal.ListedAsync();
        var address = $"/api/v1/extensions/registry/marketplace/{id}/releases/1.0.0/rollout";
        var publisher = portal.Client(portal.Publisher);

        (await publisher.PostAsync(address, new { action = "stop" })).Refused(HttpStatusCode.UnprocessableEntity, "action_invalid");
        (await publisher.PostAsync(address, new { action = "pause" })).Refused(HttpStatusCode.UnprocessableEntity, "reason_length");
        var paused = await publisher.PostAsync(address, new { action = "pause", reason = "Alerts are late." });
        Assert.Equal(HttpStatusCode.OK, paused.Status);
        Assert.Equal(("paused", 100, "Alerts are late."), Shown(paused.Body));
        Assert.Equal(JsonValueKind.Null, paused.Body.GetProperty("next_at").ValueKind);
        (await publisher.PostAsync(address, new { action = "pause", reason = "Again." })).Refused(HttpStatusCode.Conflict, "rollout_halted");
        var resumed = await publisher.PostAsync(address, new { action = "resume", reason = (string?)null });
        Assert.Equal(("running", 100, (string?)null), Shown(resumed.Body));
        (await publisher.PostAsync(address, new { action = "complete" })).Refused(HttpStatusCode.Conflict, "rollout_complete");
        (await portal.Client(portal.Customer).PostAsync(address, new { action = "resume" })).Refused(HttpStatusCode.NotFound, "extension_not_found");
        (await portal.Client(portal.Reader).PostAsync(address, new { action = "resume" })).Refused(HttpStatusCode.Forbidden, "scope_missing");
    }

    [Fact]
    public async Task A_security_fix_is_published_confirmed_and_shown()
    {
        var (url, id) = portal.Repository();
        var published = await portal.Client(portal.Publisher).PostAsync(
            "/api/v1/extensions/registry/marketplace/publish",
            new { repository = new { url, @ref = "main" }, listing = ApiPortal.Listing(), security_fix = true });
        Assert.Equal(HttpStatusCode.Accepted, published.Status);
        var submission = published.Body.GetProperty("submission_id").GetGuid();

        var decided = await portal.Client(portal.Reviewer).PostAsync(
            $"/api/v1/reviews/submissions/{submission}/decision", new { decision = "approve", security_fix = true });

        Assert.Equal(HttpStatusCode.OK, decided.Status);
        var version = (await portal.Client().ReadAsync($"/api/v1/extensions/registry/marketplace/{id}/versions")).Body.GetProperty("versions")[0];
        Assert.True(version.GetProperty("security_fix").GetBoolean());
        Assert.False(version.GetProperty("blocked").GetBoolean());

        var plain = await portal.PublishAsync(portal.Repository().Url);
        (await portal.Client(portal.Reviewer).PostAsync(
            $"/api/v1/reviews/submissions/{plain.Body.GetProperty("submission_id").GetGuid()}/decision", new { decision = "approve", security_fix = true }))
            .Refused(HttpStatusCode.UnprocessableEntity, "security_fix_not_marked");
    }

    private static (string? State, int Share, string? Reason) Shown(JsonElement rollout) => (
        rollout.GetProperty("state").GetString(), rollout.GetProperty("share_percent").GetInt32(), rollout.GetProperty("reason").GetString());
}
