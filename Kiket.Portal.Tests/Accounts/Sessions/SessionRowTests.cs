using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Accounts.Sessions;

/// <summary>The rows of sign-ins: who ends them, how long they last, how many there are.</summary>
public sealed class SessionRowTests : IAsyncLifetime
{
    private const string Stamp = "stamp";

    private readonly FakeClock _clock = new();
    private PortalDatabase _database = null!;
    private Guid _ana;

    public async Task InitializeAsync()
    {
        _database = await PortalDatabase.CreateAsync(services => services.AddSessions(), _clock);
        _ana = (await _database.AddPersonAsync("ana")).UserId;
        await OnAnaAsync(ana => ana.SecurityStamp = Stamp);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_sign_in_holds_until_its_thirty_days_are_over()
    {
        var id = await BeginAsync();
        _clock.Advance(SignInSession.Lifetime - TimeSpan.FromSeconds(1));
        Assert.True(await IsCurrentAsync(id));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.False(await IsCurrentAsync(id));
    }

    [Fact]
    public async Task Nothing_brings_an_ended_sign_in_back()
    {
        var id = await BeginAsync();
        await _database.Get<EndSessions>().RunAsync(_ana, id, "signed out", CancellationToken.None);

        Assert.False(await _database.Get<ContinueSession>().RunAsync(_ana, id, Stamp, CancellationToken.None));
        Assert.False(await IsCurrentAsync(id));
    }

    [Fact]
    public async Task A_person_who_is_locked_is_signed_in_nowhere()
    {
        var id = await BeginAsync();

        await OnAnaAsync(ana => ana.Lock("Sends spam to customers.", Guid.NewGuid(), _clock.GetUtcNow()));

        Assert.False(await IsCurrentAsync(id));
    }

    [Fact]
    public async Task Beyond_a_hundred_the_longest_unused_end()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < BeginSession.MostPerPerson + 2; i++)
        {
            ids.Add(await BeginAsync());
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        var held = await _database.Get<SessionQueries>().ForPersonAsync(_ana, CancellationToken.None);

        Assert.Equal(ids.Skip(2).Reverse(), held.Select(session => session.Id));
    }

    [Fact]
    public async Task Last_use_is_written_down_to_the_minute_and_later_than_the_page()
    {
        var id = await BeginAsync();
        var begun = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromSeconds(59));
        await UseAsync(id);
        await _database.Get<SessionUses>().SaveAsync(CancellationToken.None);
        Assert.Equal(begun, await LastUseAsync(id));

        _clock.Advance(TimeSpan.FromSeconds(1));
        await UseAsync(id);
        Assert.Equal(begun, await LastUseAsync(id));

        await _database.Get<SessionUses>().SaveAsync(CancellationToken.None);
        Assert.Equal(_clock.GetUtcNow(), await LastUseAsync(id));
    }

    [Fact]
    public async Task Rows_that_are_too_old_or_unused_are_swept_away()
    {
        var unused = await BeginAsync();
        _clock.Advance(TimeSpan.FromDays(10));
        var used = await BeginAsync();
        _clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal(0, await SweepAsync());
        _clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        await UseAsync(used);
        await _database.Get<SessionUses>().SaveAsync(CancellationToken.None);

        Assert.Equal(1, await SweepAsync());
        Assert.False(await IsCurrentAsync(unused));
        Assert.True(await IsCurrentAsync(used));

        _clock.Advance(SignInSession.Lifetime);
        Assert.Equal(1, await SweepAsync());
    }

    [Fact]
    public async Task What_a_browser_says_of_itself_is_cut()
    {
        var id = await _database.Get<BeginSession>()
            .RunAsync(_ana, Stamp, "password", new SignInPlace("192.0.2.7", new string('x', 5_000)), CancellationToken.None);

        Assert.True(await IsCurrentAsync(id));
        Assert.Equal("An unknown browser", Assert.Single(await _database.Get<SessionQueries>().ForPersonAsync(_ana, CancellationToken.None)).Device);
    }

    private Task<Guid> BeginAsync() =>
        _database.Get<BeginSession>().RunAsync(_ana, Stamp, "password", new SignInPlace("192.0.2.7", "test"), CancellationToken.None);

    private async Task<bool> IsCurrentAsync(Guid id) => await _database.Get<SessionQueries>().FindLiveAsync(id, CancellationToken.None) is not null;

    private async Task UseAsync(Guid id) =>
        _database.Get<SessionUses>().Note((await _database.Get<SessionQueries>().FindLiveAsync(id, CancellationToken.None))!);

    private Task<int> SweepAsync() => _database.Get<SweepSessions>().RunAsync(CancellationToken.None);

    private async Task<DateTimeOffset> LastUseAsync(Guid id)
    {
        await using var db = await _database.OpenAsync();
        return await db.Set<SignInSession>().Where(session => session.Id == id).Select(session => session.LastUsedAt).SingleAsync();
    }

    private async Task OnAnaAsync(Action<PortalUser> change)
    {
        await using var db = await _database.OpenAsync();
        change(await db.Set<PortalUser>().SingleAsync(user => user.Id == _ana));
        await db.SaveChangesAsync();
    }
}
