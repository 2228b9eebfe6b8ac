using Bunit;
using Kiket.Portal.Components.Installations;
using Kiket.Portal.Installations;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Installations;

/// <summary>Gus sets up what globex runs.</summary>
public sealed class SetupPageTests : ScenarioContext
{
    private InstallationBench _bench = null!;
    private long _number;

    protected override void More(IServiceCollection services) => InstallationBench.Register(services);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Services.AddSingleton(Scenario.Get<InstallationTopic>());
        _bench = new InstallationBench(Scenario);
        await _bench.ReleaseAsync("1.0.0", """
              configuration:
                TOKEN: { type: string, secret: true, required: true, label: Token }
                channel: { type: string, label: Channel }
                limit: { type: integer, label: Limit }

            """);
        _number = await _bench.InstalledAsync();
    }

    [Fact]
    public async Task Setting_is_saved_as_it_is_typed_and_one_that_does_not_fit_keeps_no_other_from_being_saved()
    {
        var page = Open();

        page.WaitForElement("#setting-limit").Input("many");
        page.Find("#setting-channel").Input("#ops");

        page.WaitForAssertion(() => Assert.Contains("Saved, except for what doesn't fit", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Limit must be a number", page.Find(".kp-field-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("#ops", (await ValuesAsync()).Values.Find("channel")?.Text);
        Assert.Equal("many", page.Find("#setting-limit").GetAttribute("value"));

        page.Find("#setting-limit").Input("30");
        page.WaitForAssertion(() => Assert.Contains("kp-save-success", page.Find(".kp-save").ClassName, StringComparison.Ordinal));
        Assert.Equal("30", (await ValuesAsync()).Values.Find("limit")?.Text);
    }

    [Fact]
    public async Task Secret_is_saved_when_its_field_is_left()
    {
        var page = Open();

        page.WaitForElement("#setting-TOKEN").Input("alerts-token-");
        page.Find("#setting-TOKEN").Input("alerts-token-7f3a9b21");
        Assert.Null((await ValuesAsync()).Values.Find("TOKEN"));
        await page.Find("#setting-TOKEN").BlurAsync(new());

        page.WaitForAssertion(() => Assert.Equal("••••••••9b21", page.Find("#setting-TOKEN").GetAttribute("placeholder")));
        Assert.Equal("9b21", (await ValuesAsync()).Values.Find("TOKEN")?.LastFour);
    }

    private async Task<InstallationSetup> ValuesAsync() => Scenario.Done(
        await Scenario.Get<SetupQueries>().FindAsync(_number, organizationId: null, Scenario.Gus, CancellationToken.None));

    private IRenderedComponent<SetupPage> Open()
    {
        SignIn(Scenario.Gus);
        RenderProviders();
        return Render<SetupPage>(set => set.Add(part => part.Org, "globex").Add(part => part.Number, _number));
    }
}
