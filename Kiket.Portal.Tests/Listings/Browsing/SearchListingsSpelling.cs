namespace Kiket.Portal.Tests.Listings.Browsing;

/// <summary>What is found however people write it.</summary>
public abstract partial class SearchListingsTests
{
    [Theory]
    [InlineData("slack app", "Slack Alerts, Quiet Reports")]
    [InlineData("email to intake", "Email Intake")]
    [InlineData("Acme Corp intake", "Email Intake")]
    [InlineData("slackalerts", "Slack Alerts")]
    [InlineData("emailintake", "Email Intake")]
    [InlineData("slack alerts zzzzqq", "Slack Alerts, Quiet Reports")]
    public async Task Words_too_many_or_run_together_do_not_empty_the_result(string query, string names) =>
        Assert.Equal(names, await NamesAsync(query));

    [Fact]
    public async Task A_typing_error_beside_an_unknown_word_does_not_empty_the_result()
    {
        var found = await SearchAsync("slakc zzzzqq");

        Assert.True(found is { IsCorrected: true, IsPartial: true });
        Assert.Equal("slack zzzzqq", found.Suggestion);
        Assert.Equal(["zzzzqq"], found.Unmatched);
        Assert.Equal("Slack Alerts, Quiet Reports", string.Join(", ", found.Page.Items.Select(card => card.Name)));
    }

    [Fact]
    public async Task An_exact_id_comes_first()
    {
        var named = new Sample("Hyphen");
        await ListAsync(named);
        await ListAsync(new Sample("Guide") { Summary = $"Compares {named.Id} with {named.Id.Replace('.', ' ')}.", Tags = named.Id.Split('.') });

        Assert.StartsWith("Hyphen", await NamesAsync(named.Id), StringComparison.Ordinal);
        Assert.StartsWith("Hyphen", await NamesAsync(named.Id.ToUpperInvariant()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TimeTracker", "tracker")]
    [InlineData("TimeTracker", "time tracker")]
    [InlineData("RESTGateway", "gateway")]
    [InlineData("Node.js", "nodejs")]
    [InlineData("Nodejs Runner", "Node.js")]
    [InlineData("Facebook", "face book")]
    [InlineData("Green Field", "greenfield")]
    [InlineData("Straße", "strasse")]
    [InlineData("Strasse", "STRAẞE")]
    [InlineData("C++ Linter", "C++")]
    [InlineData("F# Tools", "f#")]
    [InlineData("中文扩展管理器", "扩展")]
    [InlineData("中文扩展管理器", "管理器")]
    [InlineData("カレンダー連携", "連携")]
    [InlineData("ปฏิทินทีม", "ทีม")]
    public async Task A_name_is_found_however_its_words_are_written_and_is_first(string name, string query)
    {
        await ListAsync(new Sample(name) { Words = "One." });
        await ListAsync(new Sample("C# Helper") { Words = "Two." });

        Assert.StartsWith(name, await NamesAsync(query), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_is_part_of_a_name()
    {
        await ListAsync(new Sample("C++ Linter"));
        await ListAsync(new Sample("C# Helper"));

        Assert.Equal("C++ Linter", await NamesAsync("c++"));
        Assert.Equal("C# Helper", await NamesAsync("c#"));
    }
}
