using System.Net;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

/// <summary>Whatever goes wrong below /api, the answer is JSON in one form.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class ApiErrorTests(ApiPortal portal)
{
    private const string Publish = "/api/v1/extensions/registry/marketplace/publish";

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v2/me")]
    [InlineData("/api/v1/extensions/registry/marketplace/a/b/c/d")]
    public async Task Unknown_route_is_not_found_as_json(string path) =>
        (await portal.Client(portal.Publisher).ReadAsync(path)).Refused(HttpStatusCode.NotFound, "not_found");

    /// <summary>People read errors in a terminal.</summary>
    [Fact]
    public async Task Quotes_and_apostrophes_are_written_as_they_are()
    {
        using var response = await portal.Client("unknown").GetAsync("/api/v1/me");

        Assert.Contains("in your organization's settings", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_method_names_the_right_ones()
    {
        var response = await ApiClient.ResponseAsync(await portal.Client(portal.Publisher).DeleteAsync("/api/v1/me"));

        response.Refused(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.Contains("GET", response.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Malformed_json_says_where()
    {
        var response = await portal.Client(portal.Publisher).PostTextAsync(Publish, "{\n  \"repository\": {,}\n}");

        response.Refused(HttpStatusCode.BadRequest, "invalid_json");
        var detail = response.Body.GetProperty("details")[0];
        Assert.Equal(2, detail.GetProperty("line").GetInt32());
        Assert.True(detail.GetProperty("column").GetInt32() > 1);
    }

    [Fact]
    [Asvs("V1.5.2")]
    public async Task Deep_json_is_refused() =>
        (await portal.Client(portal.Publisher).PostTextAsync(Publish, new string('[', 100_000))).Refused(HttpStatusCode.BadRequest, "invalid_json");

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public async Task Body_that_is_no_object_is_refused(string body) =>
        (await portal.Client(portal.Publisher).PostTextAsync(Publish, body)).Refused(HttpStatusCode.UnprocessableEntity, "invalid_body");

    [Theory]
    [InlineData("""{"repository": "https://github.com/acme/x"}""", "repository")]
    [InlineData("""{"repository": {"url": 5}}""", "repository.url")]
    [InlineData("""{"dry_run": "perhaps"}""", "dry_run")]
    [InlineData("""{"repository": {"url": "\ud800"}}""", "repository.url")]
    [Asvs("V1.5.2")]
    public async Task Value_of_the_wrong_type_names_its_field(string body, string field)
    {
        var response = await portal.Client(portal.Publisher).PostTextAsync(Publish, body);

        response.Refused(HttpStatusCode.UnprocessableEntity, "invalid_value");
        Assert.Equal(field, response.Body.GetProperty("details")[0].GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Body_that_is_not_said_to_be_json_is_refused(string? type) =>
        (await portal.Client(portal.Publisher).PostTextAsync(Publish, "{}", type)).Refused(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");

    [Theory]
    [InlineData("application/json")]
    [InlineData(null)]
    public async Task Post_without_a_body_is_told_what_is_missing(string? type)
    {
        var response = await portal.Client(portal.Publisher).PostTextAsync(Publish, "", type);

        response.Refused(HttpStatusCode.UnprocessableEntity, "invalid_request");
        Assert.Equal("repository.url", response.Body.GetProperty("details")[0].GetProperty("field").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Large_body_is_refused(bool chunked)
    {
        // Little more than the limit, so that all of it is sent when the server closes the connection.
        using var request = new HttpRequestMessage(HttpMethod.Post, Publish)
        {
            Content = new StringContent($"{{\"manifest\": \"{new string('x', 1024 * 1024)}\"}}", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        // A length that is too large is refused before the body is read. A client that asks first never writes into a closed connection.
        request.Headers.ExpectContinue = !chunked;

        var response = await ApiClient.ResponseAsync(await portal.Client(portal.Publisher).SendAsync(request));

        response.Refused(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }
}
