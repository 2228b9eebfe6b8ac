using Kiket.Portal.Webhooks;

namespace Kiket.Portal.Tests.Webhooks;

/// <summary>How often a repository's work is started before it is given up.</summary>
public sealed class RepositorySyncTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly RepositorySync _sync = RepositorySync.For(Guid.NewGuid(), Now);

    [Fact]
    public void Work_that_is_cut_off_five_times_is_given_up()
    {
        _sync.Request(SyncCause.Push, "", Now);
        for (var start = 1; start <= RepositorySync.MostAttempts; start++)
        {
            Assert.True(_sync.Claim(Now));
            _sync.Resume(Now);
        }

        Assert.False(_sync.Claim(Now));
        Assert.Equal(RepositorySyncState.Dead, _sync.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Push_is_new_work_that_earlier_cut_offs_do_not_count_against(bool isRunning)
    {
        _sync.Request(SyncCause.Push, "", Now);
        for (var start = 1; start <= 3 * RepositorySync.MostAttempts; start++)
        {
            Assert.True(_sync.Claim(Now));
            if (isRunning)
            {
                _sync.Request(SyncCause.Push, "", Now);
            }

            _sync.Resume(Now);
            if (!isRunning)
            {
                _sync.Request(SyncCause.Push, "", Now);
            }
        }

        Assert.Equal(RepositorySyncState.Queued, _sync.State);
    }

    [Fact]
    public void Push_does_not_shorten_the_wait_for_GitHub()
    {
        _sync.Request(SyncCause.Push, "", Now);
        Assert.True(_sync.Claim(Now));
        _sync.Postpone("GitHub doesn't respond.", wait: null, jitter: 0, Now);
        var due = _sync.DueAt;

        _sync.Request(SyncCause.Push, "", Now);

        Assert.Equal((RepositorySyncState.Waiting, due, 1), (_sync.State, _sync.DueAt, _sync.Attempts));
    }
}
