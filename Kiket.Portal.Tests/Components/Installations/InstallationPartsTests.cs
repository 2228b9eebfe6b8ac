using Bunit;
using Kiket.Portal.Components.Installations;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Installations;

/// <summary>The parts of the install and installed pages.</summary>
public sealed class InstallationPartsTests : PortalContext
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(900, true, 1500, "$24 a month")]
    [InlineData(900, false, 0, "$9 a month")]
    [InlineData(0, true, 500, "$5 a month")]
    [InlineData(0, false, 0, "Free")]
    public void The_total_adds_the_price_and_hosting(long price, bool isManaged, long hosting, string total)
    {
        var terms = new OfferTerms
        {
            Pricing = new Kiket.Portal.Releases.Offers.Pricing(price == 0 ? PriceModel.Free : PriceModel.Flat, price),
            Hosting = new OfferedHosting(isManaged, Tier: isManaged ? "standard" : null, MonthlyCents: hosting),
        };

        var table = Render<CostTable>(set => set.Add(part => part.Terms, terms));

        Assert.Equal(total, table.Find("tr.total td").TextContent.Trim());
    }

    [Theory]
    [InlineData(14, 16, "Your free trial lasts to 15 Mar 2026. Uninstall it until then and you pay no fee.", "$9.00 × 16 of 31 days = $4.65")]
    [InlineData(90, 91, "Your free trial lasts to 29 May 2026. Uninstall it until then and you pay no fee.", "$9.00 × 0 of 31 days = $0.00")]
    [InlineData(14, null, "Your organization had it before, so its free trial is over.", "$9.00 × 30 of 31 days = $8.71")]
    [InlineData(0, null, "", "$9.00 × 30 of 31 days = $8.71")]
    public void The_first_invoice_leaves_out_a_trial_that_the_organization_gets(int days, int? paidOn, string said, string sum)
    {
        var terms = new OfferTerms { Pricing = new Kiket.Portal.Releases.Offers.Pricing(PriceModel.Flat, 900) { TrialDays = days } };
        var invoice = Render<FirstInvoice>(set => set
            .Add(part => part.Terms, terms)
            .Add(part => part.Now, Now)
            .Add(part => part.PaidFrom, paidOn is { } day ? new DateOnly(2026, 3, 1).AddDays(day - 1) : null));

        Assert.Equal(said, invoice.FindAll("[data-testid=trial]").Select(part => part.TextContent.Trim()).SingleOrDefault() ?? "");
        Assert.Contains(sum, invoice.Find("ul").TextContent, StringComparison.Ordinal);
        var rows = Render<CostTable>(set => set.Add(part => part.Terms, terms)).FindAll("th").Select(row => row.TextContent.Trim()).ToList();
        Assert.Equal(days > 0, rows.Contains("Free trial", StringComparer.Ordinal));
    }

    [Fact]
    public void A_stored_secret_shows_its_end_and_no_more()
    {
        var field = new FormField("TOKEN", FieldKind.Text, "Token") { IsSecret = true, IsRequired = true };
        var stored = new StoredValue("TOKEN", null, IsSecret: true, IsShared: false, "9b21", "Ada", Now);

        var shown = Render<SettingField>(set => set.Add(part => part.Field, field).Add(part => part.Stored, stored));

        var input = shown.Find("input");
        Assert.Equal(("password", "", "••••••••9b21"), (input.GetAttribute("type"), input.GetAttribute("value") ?? "", input.GetAttribute("placeholder")));
        Assert.Contains("Set by Ada.", shown.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_read_as_they_were_chosen()
    {
        var quiet = new FormField("quiet", FieldKind.Boolean, "Quiet at night") { Default = "true" };
        var level = new FormField("level", FieldKind.Select, "Level") { Default = "p2", Options = [new Choice("p1", "Urgent"), new Choice("p2", "Normal")] };
        var step = new FormStep(FormStepKind.Configure, "Where", null, IsRequired: false, null, null, null, null, [], [quiet, level], null);

        var shown = Render<InstalledSettings>(set => set
            .Add(part => part.Setup, new InstallationSetup(null!, new ConfigurationForm([step], []), ConfigurationValues.None))
            .Add(part => part.Address, "/x"));

        Assert.Equal(["Yes", "Normal"], shown.FindAll("dd").Select(value => value.TextContent.Trim()));
    }

    [Fact]
    public void Texts_of_a_publisher_stay_text()
    {
        var field = new FormField("x", FieldKind.Text, "Channel") { Description = "<script>alert(1)</script>", HelpUrl = "https://a.test/help" };

        var shown = Render<SettingField>(set => set.Add(part => part.Field, field).Add(part => part.Error, "Choose a channel."));

        Assert.Empty(shown.FindAll("script"));
        Assert.Contains("nofollow", shown.Find("a[href='https://a.test/help']").GetAttribute("rel"), StringComparison.Ordinal);
        Assert.Equal("Choose a channel.", shown.Find("[role=alert]").TextContent);
        Assert.Equal("Channel (optional)", shown.Find("label").TextContent);
    }

    [Fact]
    public void A_cool_down_is_asked_for_only_where_something_runs_by_itself()
    {
        InstallationPolicy? chosen = null;
        var fields = Render<PolicyFields>(set => set
            .Add(part => part.Id, "policy").Add(part => part.Value, InstallationPolicy.Default).Add(part => part.ValueChanged, policy => chosen = policy));
        Assert.Empty(fields.FindAll("#policy-cool-down"));

        fields.FindAll("input[type=radio]")[2].Click();
        Assert.Equal(UpgradeMode.Minor, chosen!.Mode);
        fields.Render(set => set.Add(part => part.Value, chosen));
        Assert.Single(fields.FindAll("#policy-cool-down"));
    }

    [Fact]
    public void Uninstalling_says_whom_it_affects_and_sends_the_answers()
    {
        UninstallAnswers? sent = null;
        var form = Render<UninstallForm>(set => set
            .Add(part => part.Name, "CRM Sync").Add(part => part.Publisher, "Northwind").Add(part => part.Organization, "Globex")
            .Add(part => part.Send, answers =>
            {
                sent = answers;
                return Task.FromResult(Result.Success());
            }));

        form.Find("button").Click();
        Assert.Contains("everyone in Globex who uses CRM Sync", form.Find(".kp-alert-warning").TextContent, StringComparison.Ordinal);
        form.Find("textarea").Input("Too loud.");
        form.Find("form").Submit();

        Assert.Equal(new UninstallAnswers(DepartureReason.NoLongerNeeded, "Too loud.", ShareName: true, DepartureData.Keep), sent);
    }

    [Fact]
    public void Only_declared_output_fields_are_shown_and_only_web_addresses_are_links()
    {
        var manifest = new Manifest
        {
            OutputFields =
            [
                new OutputField("inbox", "Inbox", null, "url", null, null, 0),
                new OutputField("bad", "Bad", null, "url", null, null, 0),
            ],
        };
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["inbox"] = "https://a.test/in",
            ["bad"] = "javascript:alert(1)",
            ["other"] = "never",
        };

        var shown = Render<OutputFields>(set => set.Add(part => part.Manifest, manifest).Add(part => part.Values, values));

        Assert.Equal("https://a.test/in", Assert.Single(shown.FindAll("a")).GetAttribute("href"));
        Assert.DoesNotContain("never", shown.Markup, StringComparison.Ordinal);
    }
}
