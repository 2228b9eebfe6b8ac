using System.Security.Claims;
using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Components;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Components;

/// <summary>A live page that does not leave by itself when its sign-in ends is cut off.</summary>
public sealed class EndedConnectionsTests : IAsyncLifetime
{
    private PortalDatabase _database = null!;
    private EndedConnections _connections = null!;
    private Guid _ana;

    public async Task InitializeAsync()
    {
        _database = await PortalDatabase.CreateAsync(services => services.AddSessions());
        _connections = new EndedConnections(_database.Get<SessionTopic>(), _database.Get<SessionQueries>(), new HastyClock());
        _ana = (await _database.AddPersonAsync("ana")).UserId;
        await using var db = await _database.OpenAsync();
        await db.Set<PortalUser>().ExecuteUpdateAsync(set => set.SetProperty(user => user.SecurityStamp, "stamp"));
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task The_connection_of_an_ended_sign_in_is_closed_and_those_of_others_stay()
    {
        var (ended, other) = (await BeginAsync(), await BeginAsync());
        using var first = Connect(ended);
        using var second = Connect(other);

        await _database.Get<EndSessions>().RunAsync(_ana, ended, "signed out", CancellationToken.None);

        await first.Aborted.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(second.Aborted.IsCompleted);
        second.Leave();
    }

    [Fact]
    public async Task A_page_that_left_by_itself_is_not_cut_off()
    {
        var ended = await BeginAsync();
        using var page = Connect(ended);
        page.Leave();
        await page.Running;

        await _database.Get<EndSessions>().RunAsync(_ana, ended, "signed out", CancellationToken.None);

        Assert.False(page.Aborted.IsCompleted);
    }

    private Task<Guid> BeginAsync() => _database.Get<BeginSession>().RunAsync(_ana, "stamp", "password", new SignInPlace(null, ""), CancellationToken.None);

    private Connection Connect(Guid session)
    {
        var connection = new Connection();
        connection.Context.Request.Path = "/_blazor";
        connection.Context.User = new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, _ana.ToString()), new Claim(PersonClaims.SessionId, session.ToString())], "test"));
        connection.Running = _connections.RunAsync(connection.Context, _ => connection.Open);
        return connection;
    }

    private sealed class Connection : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly TaskCompletionSource _open = new();
        private readonly TaskCompletionSource _aborted = new();

        public Connection()
        {
            Context = new DefaultHttpContext();
            Context.Features.Set<IHttpRequestLifetimeFeature>(this);
        }

        public DefaultHttpContext Context { get; }

        public Task Running { get; set; } = Task.CompletedTask;

        public Task Open => _open.Task;

        public Task Aborted => _aborted.Task;

        public CancellationToken RequestAborted { get; set; }

        public void Abort()
        {
            _aborted.TrySetResult();
            _open.TrySetResult();
        }

        public void Leave() => _open.TrySetResult();

        public void Dispose() => Leave();
    }
}
