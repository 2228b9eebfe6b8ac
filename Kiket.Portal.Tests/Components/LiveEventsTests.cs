using System.Security.Claims;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Components;

/// <summary>What comes over the connection of a live page.</summary>
public sealed class LiveEventsTests : IDisposable
{
    private readonly LiveEvents _events = new(Options.Create(new LimitsOptions { EventsAtOnce = 5, EventsPerSecond = 1 }));
    private readonly List<string> _handled = [];

    public void Dispose() => _events.Dispose();

    [Fact]
    public void A_page_that_opens_and_a_person_who_types_fast_never_wait()
    {
        using var events = new LiveEvents(Options.Create(new LimitsOptions()));

        // Ten seconds of a key held down and the answers of the page's scripts, at once.
        Assert.All(
            Enumerable.Range(0, 600).Select(_ => events.WaitAsync("ana")),
            waiting => Assert.True(waiting.IsCompletedSuccessfully && waiting.Result.IsAcquired));
    }

    [Fact]
    public async Task What_comes_too_fast_waits_in_order_and_what_overflows_ends_the_page()
    {
        var page = await OpenAsync(Guid.NewGuid());
        var sent = Enumerable.Range(1, 10).Select(n => page($"event {n}")).ToList();

        Assert.All(sent[..5], handled => Assert.True(handled.IsCompletedSuccessfully));
        Assert.All(sent[5..], waits => Assert.False(waits.IsCompleted));
        Assert.Equal(["event 1", "event 2", "event 3", "event 4", "event 5"], _handled);
        await Assert.ThrowsAsync<InvalidOperationException>(() => page("one too many"));
    }

    [Fact]
    public async Task All_pages_of_a_person_share_one_limit_and_other_people_have_theirs()
    {
        var ana = Guid.NewGuid();
        var (one, two, others) = (await OpenAsync(ana), await OpenAsync(ana), await OpenAsync(Guid.NewGuid()));
        for (var n = 0; n < 5; n++)
        {
            await one("hers");
        }

        Assert.False(two("hers too").IsCompleted);
        Assert.True(others("theirs").IsCompletedSuccessfully);
    }

    private async Task<Func<string, Task>> OpenAsync(Guid person)
    {
        var circuit = new CountLiveEvents(_events, new SignedIn(person), NullLogger<CountLiveEvents>.Instance);
        await circuit.OnCircuitOpenedAsync(null!, CancellationToken.None);
        return name => circuit.CreateInboundActivityHandler(_ =>
        {
            _handled.Add(name);
            return Task.CompletedTask;
        })(null!);
    }

    private sealed class SignedIn(Guid person) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(
            new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, person.ToString())], "test"))));
    }
}
