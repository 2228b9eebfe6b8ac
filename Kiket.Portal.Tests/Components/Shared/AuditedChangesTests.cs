using Bunit;
using Kiket.Portal.Components.Shared;

namespace Kiket.Portal.Tests.Components.Shared;

public sealed class AuditedChangesTests : BunitContext
{
    [Theory]
    [InlineData(null, """{"displayName":"Ada","roles":"Reviewer"}""", "Display name: Ada|Roles: Reviewer")]
    [InlineData(null, """{"featured":true,"note":"","old":null}""", "Featured: yes|Note: empty|Old: none")]
    [InlineData(null, """{"gitHubId":7}""", "GitHub id: 7")]
    [InlineData(null, """{"scopes":["read","write"],"none":[]}""", "Scopes: read, write|None: none")]
    [InlineData(null, """{"expiresAt":"2026-11-29T07:50:26.123+00:00"}""", "Expires at: 29 Nov 2026, 07:50 UTC")]
    [InlineData(null, """{"support":{"email":"a@b.test"},"meters":[{"name":"Hours"}]}""", "Support, email: a@b.test|Meters, 1, name: Hours")]
    [InlineData(null, "cut off: {\"a", "Value: cut off: {\"a")]
    [InlineData("""{"role":"Admin","name":"Ada"}""", """{"role":"Owner","name":"Ada"}""", "Role: Admin → is now Owner")]
    [InlineData("""{"role":"Admin"}""", null, "Role: was Admin")]
    [InlineData("""{"a":1,"gone":2}""", """{"a":1,"new":3}""", "New: none → is now 3|Gone: 2 → is now none")]
    [InlineData("""{"role":"Admin"}""", """{"role":"Admin"}""", "Role: Admin")]
    public void Recorded_values_are_shown_as_names_and_what_became_of_them(string? before, string? after, string expected)
    {
        var shown = Render<AuditedChanges>(set => set.Add(part => part.Before, before).Add(part => part.After, after));

        Assert.Equal(
            expected.Split('|'),
            shown.FindAll("dl > div").Select(row => $"{row.QuerySelector("dt")!.TextContent}: {Words(row.QuerySelector("dd")!.TextContent)}"));
    }

    [Fact]
    public void Markup_in_a_recorded_value_stays_text()
    {
        var shown = Render<AuditedChanges>(set => set.Add(part => part.After, """{"name":"<img src=x onerror=alert(1)>"}"""));

        Assert.Empty(shown.FindAll("img"));
        Assert.Equal("<img src=x onerror=alert(1)>", Words(shown.Find("dd").TextContent));
    }

    [Fact]
    public void Nothing_recorded_is_a_dash() => Assert.Equal("—", Render<AuditedChanges>().Find("span").TextContent);

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
