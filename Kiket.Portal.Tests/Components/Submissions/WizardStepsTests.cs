using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Submissions;

public sealed class WizardStepsTests : ScenarioTests
{
    [Fact]
    public async Task Before_a_repository_was_read_only_the_first_step_is_open()
    {
        var view = await Scenario.ViewAsync(await Scenario.StartAsync());

        Assert.Equal([WizardStep.Repository], WizardSteps.All.Where(step => WizardSteps.IsReachable(step, view)));
        Assert.All(WizardSteps.All, step => Assert.Equal(WizardStepState.NotYet, WizardSteps.State(step, view)));
    }

    [Fact]
    public async Task Without_a_manifest_only_the_findings_can_be_looked_at()
    {
        Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.0.0").Without(SampleRepository.ManifestPath));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        var view = await Scenario.ViewAsync(draft);

        Assert.Equal([WizardStep.Repository, WizardStep.Checks], WizardSteps.All.Where(step => WizardSteps.IsReachable(step, view)));
        Assert.Equal(WizardStepState.NeedsAttention, WizardSteps.State(WizardStep.Checks, view));
    }

    [Fact]
    public async Task What_lacks_something_needs_attention_and_the_rest_is_done()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details with { Support = new SupportContact() }));
        var view = await Scenario.ViewAsync(draft);

        Assert.Equal(
            [
                WizardStepState.Done, WizardStepState.Done, WizardStepState.Done, WizardStepState.Done,
                WizardStepState.NeedsAttention, WizardStepState.NeedsAttention,
            ],
            WizardSteps.All.Select(step => WizardSteps.State(step, view)));
    }

    [Fact]
    public async Task With_nothing_missing_every_step_is_done()
    {
        var view = await Scenario.ViewAsync(await Scenario.ReadyAsync());

        Assert.All(WizardSteps.All, step => Assert.Equal(WizardStepState.Done, WizardSteps.State(step, view)));
    }

    [Theory]
    [InlineData("repository.url", WizardStep.Repository)]
    [InlineData("listing.summary", WizardStep.Listing)]
    [InlineData("listing.pricing.price_cents", WizardStep.Listing)]
    [InlineData("listing.justifications.issues:read", WizardStep.Permissions)]
    [InlineData("listing.support.email", WizardStep.Support)]
    [InlineData("listing.links.privacy", WizardStep.Support)]
    [InlineData("listing.reviewer_notes", WizardStep.Preview)]
    [InlineData(null, WizardStep.Checks)]
    public void A_problem_leads_to_the_step_that_mends_it(string? field, WizardStep step) => Assert.Equal(step, WizardSteps.StepOf(field));

    [Theory]
    [InlineData("listing.name", "listing-name")]
    [InlineData("listing.base_url", "listing-base-url")]
    [InlineData("listing.justifications.issues:read", "listing-justifications-issues-read")]
    [InlineData("listing.justifications.*.acme.test", "listing-justifications-acme-test")]
    [InlineData("listing.pricing.meters[2].unit_price_micros", "listing-pricing-meters-2-unit-price-micros")]
    [InlineData("listing.support", "support-email")]
    [InlineData("listing.links.privacy", "listing-links-privacy")]
    [InlineData("listing.documents.security_review", "listing-documents-security-review")]
    [InlineData("listing.screenshots.00ff.caption", "listing-screenshots-00ff-caption")]
    public void A_problem_leads_into_the_field_that_mends_it(string field, string element) => Assert.Equal(element, WizardSteps.ElementOf(field));

    [Theory]
    [InlineData(null, WizardStep.Repository)]
    [InlineData("preview", WizardStep.Preview)]
    [InlineData("99", WizardStep.Repository)]
    [InlineData("<script>", WizardStep.Repository)]
    public void An_address_without_a_step_begins_at_the_first(string? text, WizardStep step) => Assert.Equal(step, WizardSteps.Parse(text));
}
