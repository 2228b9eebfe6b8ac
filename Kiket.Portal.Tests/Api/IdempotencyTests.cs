using System.Net;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class IdempotencyTests(ApiPortal portal)
{
    private const string Publish = "/api/v1/extensions/registry/marketplace/publish";

    [Fact]
    public async Task Same_request_again_gets_the_first_answer()
    {
        var (body, key) = Request();
        var client = portal.Client(portal.Publisher);

        var first = await client.PostAsync(Publish, body, key);
        var again = await client.PostAsync(Publish, body, key);

        Assert.Equal(HttpStatusCode.Accepted, first.Status);
        Assert.Equal(first.Status, again.Status);
        Assert.Equal(first.Body.ToString(), again.Body.ToString());
        Assert.Null(first.Header("Idempotency-Replayed"));
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Key_of_another_request_is_refused()
    {
        var (body, key) = Request();
        var client = portal.Client(portal.Publisher);
        await client.PostAsync(Publish, body, key);

        (await client.PostAsync(Publish, Request().Body, key)).Refused(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task Key_belongs_to_its_token()
    {
        var (body, key) = Request();
        await portal.Client(portal.Publisher).PostAsync(Publish, body, key);

        var other = await portal.Client(portal.Guild).PostAsync(Publish, body, key);

        Assert.NotEqual("true", other.Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Two_at_once_do_it_once()
    {
        var (body, key) = Request();

        var responses = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => portal.Client(portal.Publisher).PostAsync(Publish, body, key)));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.Accepted, response.Status));
        Assert.Single(responses, response => response.Header("Idempotency-Replayed") is null);
        Assert.Single(responses.Select(response => response.Body.GetProperty("submission_id").GetGuid()).Distinct());
    }

    [Fact]
    public async Task Key_that_is_too_long_is_refused() =>
        (await portal.Client(portal.Publisher).PostAsync(Publish, new { }, new string('k', 300)))
            .Refused(HttpStatusCode.UnprocessableEntity, "idempotency_key_invalid");

    private (object Body, string Key) Request()
    {
        var (url, _) = portal.Repository();
        return (new { repository = new { url }, listing = ApiPortal.Listing() }, Guid.NewGuid().ToString());
    }
}
