using Bunit;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Submissions;

public sealed class SupportStepTests : ScenarioContext
{
    private ListingDetails? _typed;

    [Fact]
    public async Task The_promise_is_shown_as_customers_will_read_it()
    {
        var draft = await Scenario.ReadyAsync();
        var step = await OpenAsync(draft, Scenario.Details with { Support = new SupportContact("help@acme.example", null, 4, "Mon–Fri 9–17 CET") });

        Assert.Contains("Answers within 4 h, Mon–Fri 9–17 CET", step.Find(".promise").TextContent, StringComparison.Ordinal);
        Assert.Contains("No documents are required", step.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_contacts_are_told_at_their_fields()
    {
        var step = await OpenAsync(
            await Scenario.ReadyAsync(), Scenario.Details with { Support = new SupportContact("nobody", "http://acme.example", 721, "Mon\u202EFri") });

        Assert.Contains("a valid e-mail address.", step.Markup, StringComparison.Ordinal);
        Assert.Contains("The support page must be an https address that everyone can open.", step.Markup, StringComparison.Ordinal);
        Assert.Contains("between 1 and 720 hours", step.Markup, StringComparison.Ordinal);
        Assert.Contains("The text about coverage hours contains invisible", step.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hours_out_of_range_are_refused_at_their_field_and_not_rewritten()
    {
        var step = await OpenAsync(
            await Scenario.ReadyAsync(), Scenario.Details with { Support = new SupportContact("help@acme.example", FirstResponseHours: 999) });
        Assert.Contains("between 1 and 720 hours", step.Find("#support-hours-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("999", step.Find("#support-hours").GetAttribute("value"));
        Assert.DoesNotContain("999", step.Find(".promise").TextContent, StringComparison.Ordinal);

        await step.Find("#support-hours").InputAsync("800");
        await step.Find("#support-hours").BlurAsync(new());

        Assert.Equal(800, _typed!.Support.FirstResponseHours);
    }

    [Fact]
    public async Task Why_documents_are_needed_is_said_in_the_submissions_own_words()
    {
        Scenario.GitHub.Push(
            Scenario.FullName,
            SampleRepository.Complete(Scenario.Id, "1.0.0")
                .Edited("permissions: [issues:read, comments:write]", "permissions: [issues:read, admin]"));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var step = await OpenAsync(draft, Scenario.Details);

        Assert.Contains("because it asks for admin, a sensitive permission.", step.Find(".kp-alert-info").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("documentation")]
    [InlineData("privacy")]
    [InlineData("terms")]
    [InlineData("license")]
    public async Task Each_link_is_a_field_of_its_own(string name)
    {
        var step = await OpenAsync(await Scenario.ReadyAsync(), Scenario.Details);

        await step.Find($"#listing-links-{name}").InputAsync($" https://acme.example/{name} ");

        Assert.Equal(PublisherLinks.None.With(name, $"https://acme.example/{name}"), _typed!.Links);
    }

    [Fact]
    public async Task A_wrong_link_is_told_at_its_field_and_an_emptied_one_is_gone()
    {
        var step = await OpenAsync(await Scenario.ReadyAsync(), Scenario.Details with { Links = new PublisherLinks(Privacy: "http://acme.example") });

        Assert.Contains("The link to the privacy policy must be an https address", step.Markup, StringComparison.Ordinal);
        await step.Find("#listing-links-privacy").InputAsync("");
        Assert.Equal(PublisherLinks.None, _typed!.Links);
    }

    private async Task<IRenderedComponent<SupportStep>> OpenAsync(Guid draft, ListingDetails details)
    {
        SignIn(Scenario.Ada);
        RenderProviders();
        var view = await Scenario.ViewAsync(draft);
        return Render<SupportStep>(parameters => parameters
            .Add(part => part.View, view)
            .Add(part => part.Details, details)
            .Add(part => part.DetailsChanged, typed =>
            {
                _typed = typed;
                return Task.CompletedTask;
            })
            .Add(part => part.Problems, view.Readiness.Missing)
            .Add(part => part.Actor, Scenario.Ada)
            .Add(part => part.Changed, () => Task.CompletedTask));
    }
}
