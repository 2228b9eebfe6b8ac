using Bunit;
using Kiket.Portal.Components.Shared;

namespace Kiket.Portal.Tests.Components.Shared;

public sealed class AuditedValuesTests : BunitContext
{
    [Theory]
    [InlineData("""{"displayName":"Ada","roles":"Reviewer"}""", "Display name: Ada|Roles: Reviewer")]
    [InlineData("""{"featured":true,"note":"","old":null}""", "Featured: yes|Note: empty|Old: none")]
    [InlineData("""{"scopes":["read","write"],"none":[]}""", "Scopes: read, write|None: none")]
    [InlineData("""{"expiresAt":"2026-11-29T07:50:26.123+00:00"}""", "Expires at: 29 Nov 2026, 07:50 UTC")]
    [InlineData("""{"support":{"email":"a@b.test"},"meters":[{"name":"Hours"}]}""", "Support, email: a@b.test|Meters, 1, name: Hours")]
    [InlineData("cut off: {\"a", "Value: cut off: {\"a")]
    public void Recorded_values_are_shown_as_names_and_values(string json, string expected)
    {
        var shown = Render<AuditedValues>(set => set.Add(part => part.Json, json));

        Assert.Equal(
            expected.Split('|'),
            shown.FindAll("dl > div").Select(row => $"{row.QuerySelector("dt")!.TextContent}: {row.QuerySelector("dd")!.TextContent}"));
    }

    [Fact]
    public void Markup_in_a_recorded_value_stays_text()
    {
        var shown = Render<AuditedValues>(set => set.Add(part => part.Json, """{"name":"<img src=x onerror=alert(1)>"}"""));

        Assert.Empty(shown.FindAll("img"));
        Assert.Equal("<img src=x onerror=alert(1)>", shown.Find("dd").TextContent);
    }

    [Fact]
    public void Nothing_recorded_is_a_dash() => Assert.Equal("—", Render<AuditedValues>().Find("span").TextContent);
}
