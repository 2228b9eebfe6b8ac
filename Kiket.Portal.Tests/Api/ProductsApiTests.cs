using System.Net;
using System.Text.Json;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

/// <summary>In the shapes that the command line reads; it breaks on a null version or pricing model.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class ProductsApiTests(ApiPortal portal)
{
    [Theory]
    [InlineData("")]
    [InlineData("?all")]
    [InlineData("?all=true")]
    public async Task Products_are_listed_without_a_token(string query)
    {
        var id = await portal.ListedAsync();

        var response = await portal.Client().ReadAsync($"/api/v1/marketplace/products{query}");

        var product = response.Body.GetProperty("products").EnumerateArray().Single(each => each.GetProperty("id").GetString() == id);
        Assert.Equal("Pinger", product.GetProperty("name").GetString());
        Assert.Equal("1.0.0", product.GetProperty("version").GetString());
        Assert.Equal("free", product.GetProperty("pricing_model").GetString());
        Assert.NotEmpty(product.GetProperty("description").GetString()!);
    }

    [Fact]
    public async Task Product_is_its_extension()
    {
        var id = await portal.ListedAsync();

        var product = (await portal.Client(portal.Customer).ReadAsync($"/api/v1/marketplace/products/{id}")).Body.GetProperty("product");

        Assert.Equal(id, product.GetProperty("id").GetString());
        Assert.Equal("1.0.0", product.GetProperty("version").GetString());
        Assert.Equal("free", product.GetProperty("pricing_model").GetString());
        Assert.Equal("Pinger", product.GetProperty("extensions")[0].GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Array, product.GetProperty("prerequisites").ValueKind);
        Assert.Equal(JsonValueKind.Array, product.GetProperty("workflows").ValueKind);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("com.example/slack")]
    public async Task Unknown_product_is_not_found(string id) =>
        (await portal.Client().ReadAsync($"/api/v1/marketplace/products/{id}")).Refused(HttpStatusCode.NotFound, "extension_not_found");

    [Fact]
    public async Task Private_extension_is_no_product()
    {
        var id = await portal.ListedAsync(registry: "acme");

        (await portal.Client(portal.Publisher).ReadAsync($"/api/v1/marketplace/products/{id}")).Refused(HttpStatusCode.NotFound, "extension_not_found");
    }
}
