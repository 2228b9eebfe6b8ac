using System.Net;
using System.Net.Http.Json;
using Kiket.Portal.Tests.Ratings;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

/// <summary>Ratings by the API, and what of them a visitor reads.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class RatingsApiTests(ApiPortal portal)
{
    private const string Hostile = "<img src=x onerror=alert(1)> **bold** [link](javascript:alert(1))";

    [Fact]
    public async Task A_rating_is_written_replied_to_reported_and_taken_back_and_the_cached_page_follows()
    {
        var id = await portal.ListedAsync();
        await Customers.RunAsync(portal.Server.Services, "globex", id);
        var (address, reviews) = ($"/api/v1/extensions/registry/marketplace/{id}", $"/marketplace/{id}/reviews");
        var (customer, publisher, visitor) = (portal.Client(portal.Customer), portal.Client(portal.Publisher), portal.Client());
        Assert.Contains("Nobody has rated it yet.", await visitor.GetStringAsync(reviews), StringComparison.Ordinal);

        (await PutAsync(customer, $"{address}/rating", new { stars = 6 })).Refused(HttpStatusCode.UnprocessableEntity, "stars_invalid");
        (await PutAsync(customer, $"{address}/rating", new { })).Refused(HttpStatusCode.UnprocessableEntity, "stars_invalid");
        (await PutAsync(portal.Client(portal.Owner), $"{address}/rating", new { stars = 5 }))
            .Refused(HttpStatusCode.Forbidden, "own_extension");
        (await PutAsync(portal.Client(portal.Guild), $"{address}/rating", new { stars = 5 }))
            .Refused(HttpStatusCode.Forbidden, "not_installed");
        (await PutAsync(publisher, $"{address}/rating", new { stars = 5 })).Refused(HttpStatusCode.Forbidden, "scope_missing");
        var rated = await PutAsync(customer, $"{address}/rating", new { stars = 2, text = Hostile });
        Assert.Equal(HttpStatusCode.OK, rated.Status);
        Assert.Equal(("visible", "1.0.0"), (rated.Body.GetProperty("state").GetString(), rated.Body.GetProperty("version").GetString()));
        var rating = rated.Body.GetProperty("id").GetGuid();
        var page = await visitor.GetStringAsync(reviews);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt; **bold** [link](javascript:alert(1))", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.Contains("An average is shown from 3 on.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("aggregateRating", page, StringComparison.Ordinal);

        var replies = $"{address}/ratings/{rating}/reply";
        (await PutAsync(publisher, replies, new { text = "" })).Refused(HttpStatusCode.UnprocessableEntity, "text_length");
        (await PutAsync(customer, replies, new { text = "No." })).Refused(HttpStatusCode.NotFound, "extension_not_found");
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(publisher, replies, new { text = "We fix it.", addressed_in = "1.4" })).Status);
        Assert.Contains("addressed in 1.4", await visitor.GetStringAsync(reviews), StringComparison.Ordinal);
        var shown = (await visitor.ReadAsync($"{address}/ratings")).Body;
        Assert.Equal((1, "globex"), (shown.GetProperty("count").GetInt32(), shown.GetProperty("ratings")[0].GetProperty("organization").GetString()));
        Assert.Equal("We fix it.", shown.GetProperty("ratings")[0].GetProperty("reply").GetProperty("text").GetString());

        (await portal.Client(portal.Reader).PostAsync($"{address}/ratings/{rating}/report", new { reason = "rude" }))
            .Refused(HttpStatusCode.UnprocessableEntity, "reason_missing");
        (await portal.Client(portal.Reader).PostAsync($"{address}/ratings/none/report", new { reason = "spam" }))
            .Refused(HttpStatusCode.NotFound, "rating_not_found");
        var reported = await portal.Client(portal.Reader).PostAsync($"{address}/ratings/{rating}/report", new { reason = "spam" });
        Assert.Equal(HttpStatusCode.Accepted, reported.Status);
        Assert.Equal(HttpStatusCode.NoContent, (await customer.DeleteAsync($"{address}/rating")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await customer.DeleteAsync($"{address}/rating")).StatusCode);
        Assert.Contains("Nobody has rated it yet.", await visitor.GetStringAsync(reviews), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_after_the_last_is_not_found_and_other_parameters_are_left_out()
    {
        var id = await portal.ListedAsync();
        var visitor = portal.Client();

        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/marketplace/{id}/reviews?page=2")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/marketplace/{id}/reviews?page=1&utm_source=x")).StatusCode);
        (await visitor.ReadAsync("/api/v1/extensions/registry/marketplace/dev.acme.none/ratings")).Refused(HttpStatusCode.NotFound, "extension_not_found");
        (await visitor.ReadAsync($"/api/v1/extensions/registry/acme/{id}/ratings")).Refused(HttpStatusCode.NotFound, "registry_not_found");
    }

    private static async Task<ApiResponse> PutAsync(HttpClient client, string path, object body)
    {
        using var content = JsonContent.Create(body);
        return await ApiClient.ResponseAsync(await client.PutAsync(path, content));
    }
}
