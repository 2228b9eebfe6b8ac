using Kiket.Portal.Components.Docs;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

/// <summary>A publisher accepts the agreement before its first listing with a price, and a free one needs none.</summary>
public sealed class PublisherAgreementTests : IAsyncLifetime
{
    private Scenario _scenario = null!;

    public async Task InitializeAsync()
    {
        _scenario = await Scenario.OpenAsync();
        await _scenario.QueryAsync(db => db.Set<PublisherAgreement>().ExecuteDeleteAsync());
    }

    public async Task DisposeAsync() => await _scenario.DisposeAsync();

    [Fact]
    public async Task A_price_needs_the_agreement_that_an_admin_accepts_once()
    {
        var draft = await DescribedAsync(new Pricing(PriceModel.Flat, 900));
        var refused = (await _scenario.SubmitAsync(draft)).Error;
        Assert.Equal(("not_ready", "listing.pricing.agreement"), (refused?.Code, Assert.Single(refused!.Details).Field));

        var accept = _scenario.Get<AcceptPublisherAgreement>();
        Assert.False((await accept.RunAsync("acme", PublisherAgreement.CurrentVersion, _scenario.Mia, default)).Succeeded);
        Assert.False((await accept.RunAsync("acme", PublisherAgreement.CurrentVersion, _scenario.Gus, default)).Succeeded);
        Assert.Equal("agreement_changed", (await accept.RunAsync("acme", "2020-01", _scenario.Ben, default)).Error?.Code);
        Assert.True((await accept.RunAsync("acme", PublisherAgreement.CurrentVersion, _scenario.Ben, default)).Succeeded);
        Assert.True((await accept.RunAsync("acme", PublisherAgreement.CurrentVersion, _scenario.Ada, default)).Succeeded);

        var accepted = await _scenario.QueryAsync(db => db.Set<PublisherAgreement>().SingleAsync());
        Assert.Equal((PublisherAgreement.CurrentVersion, _scenario.Ben.UserId, "ben"), (accepted.Version, accepted.AcceptedBy, accepted.AcceptedByName));
        Assert.True((await _scenario.SubmitAsync(draft)).Succeeded);
    }

    [Fact]
    public async Task A_free_listing_needs_none()
    {
        var draft = await DescribedAsync(new Pricing(PriceModel.Free));
        Assert.True((await _scenario.SubmitAsync(draft)).Succeeded);
    }

    [Fact]
    public void The_text_names_the_version_that_is_accepted() =>
        Assert.Contains($"Version {PublisherAgreement.CurrentVersion}.", Guide.Publishing.Find("agreement")!.Lead, StringComparison.Ordinal);

    private async Task<Guid> DescribedAsync(Pricing pricing)
    {
        _scenario.Push();
        var draft = await _scenario.StartAsync();
        Scenario.Done(await _scenario.ReadAsync(draft));
        Scenario.Done(await _scenario.DescribeAsync(draft, Scenario.Details with { Pricing = pricing }));
        return draft;
    }
}
