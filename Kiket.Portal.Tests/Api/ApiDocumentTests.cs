using System.Net;
using System.Text.Json;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class ApiDocumentTests(ApiPortal portal)
{
    [Theory]
    [InlineData("/api/v1/health", "get")]
    [InlineData("/api/v1/me", "get")]
    [InlineData("/api/v1/organizations/{organization}", "get")]
    [InlineData("/api/v1/extensions/registry/{registry}/publish", "post")]
    [InlineData("/api/v1/submissions/{id}", "get")]
    [InlineData("/api/v1/reviews/submissions", "get")]
    [InlineData("/api/v1/reviews/submissions/{id}/decision", "post")]
    [InlineData("/api/v1/extensions/registry/{registry}", "get")]
    [InlineData("/api/v1/extensions/registry/{registry}/{extension_id}", "get")]
    [InlineData("/api/v1/extensions/registry/{registry}/{extension_id}/versions", "get")]
    [InlineData("/api/v1/marketplace/products", "get")]
    [InlineData("/api/v1/marketplace/products/{id}", "get")]
    public async Task Every_route_is_described(string path, string method)
    {
        var operation = (await DocumentAsync()).GetProperty("paths").GetProperty(path).GetProperty(method);

        Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
        Assert.NotEmpty(operation.GetProperty("operationId").GetString()!);
        Assert.True(operation.GetProperty("responses").EnumerateObject().Count() > 1 || path == "/api/v1/health");
    }

    [Fact]
    public async Task Names_in_the_document_are_the_names_on_the_wire()
    {
        var document = await DocumentAsync();
        var schemas = document.GetProperty("components").GetProperty("schemas");

        var publish = schemas.GetProperty("PublishResponse").GetProperty("properties");
        Assert.True(publish.TryGetProperty("submission_id", out _));
        Assert.True(publish.GetProperty("documents").ValueKind == JsonValueKind.Object);
        Assert.Equal("in_review", schemas.GetProperty("SubmissionState").GetProperty("enum")[1].GetString());
        Assert.Equal("http", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("api_token").GetProperty("type").GetString());
        Assert.True(document.GetProperty("paths").GetProperty("/api/v1/me").GetProperty("get").TryGetProperty("security", out _));
        Assert.False(document.GetProperty("paths").GetProperty("/api/v1/marketplace/products").GetProperty("get").TryGetProperty("security", out _));
    }

    [Fact]
    public async Task Only_the_api_is_in_it()
    {
        var paths = (await DocumentAsync()).GetProperty("paths").EnumerateObject().Select(path => path.Name);

        Assert.All(paths, path => Assert.StartsWith("/api/v1/", path, StringComparison.Ordinal));
    }

    private async Task<JsonElement> DocumentAsync()
    {
        var response = await portal.Client().ReadAsync("/openapi/v1.json");
        Assert.Equal(HttpStatusCode.OK, response.Status);
        return response.Body;
    }
}

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class ApiReferenceTests(Browser browser) : Journey
{
    [Fact]
    public async Task Reference_is_readable_and_loads_nothing_from_elsewhere()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        await using var visit = await browser.VisitAsync(portal);

        await visit.OpenAsync("/api/docs");

        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "Kiket extension portal" }).WaitForAsync();
        await visit.Page.GetByText("Publish an extension").First.WaitForAsync();
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "← Marketplace" }).WaitForAsync();
        visit.AssertClean();
    }
}
