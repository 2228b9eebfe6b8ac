using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace Kiket.Portal.Tests.Accounts;

public sealed class OneTimeCodeTests : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    private readonly FakeClock _clock = new();
    private readonly string _key = Base32Encoding.ToString(KeyGeneration.GenerateRandomKey());
    private PortalDatabase _database = null!;
    private PortalUser _user = null!;

    public async Task InitializeAsync()
    {
        _database = await PortalDatabase.CreateAsync(clock: _clock);
        var ana = await _database.AddPersonAsync("ana");
        await using var db = await _database.OpenAsync();
        _user = await db.Set<PortalUser>().SingleAsync(user => user.Id == ana.UserId);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_code_works_once()
    {
        var code = Code(0);

        Assert.Equal(OneTimeCode.Accepted, await UseAsync(code));
        Assert.Equal(OneTimeCode.Used, await UseAsync(code));
        _clock.Advance(Step);
        Assert.Equal(OneTimeCode.Used, await UseAsync(code));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Only_this_code_and_its_neighbours_work(int step, bool works) =>
        Assert.Equal(works ? OneTimeCode.Accepted : OneTimeCode.Wrong, await UseAsync(Code(step)));

    [Fact]
    public async Task After_a_code_every_earlier_one_is_used_and_the_next_one_works()
    {
        Assert.Equal(OneTimeCode.Accepted, await UseAsync(Code(0)));
        Assert.Equal(OneTimeCode.Used, await UseAsync(Code(-1)));
        Assert.Equal(OneTimeCode.Accepted, await UseAsync(Code(1)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_requests_with_one_code_at_the_same_moment_exactly_one_is_accepted(bool usedOneBefore)
    {
        if (usedOneBefore)
        {
            await UseAsync(Code(-1));
        }

        var code = Code(0);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => UseAsync(code))));

        Assert.Single(results, OneTimeCode.Accepted);
        Assert.Equal(7, results.Count(result => result == OneTimeCode.Used));
    }

    [Fact]
    public async Task A_new_key_starts_again()
    {
        await UseAsync(Code(1));
        var other = Base32Encoding.ToString(KeyGeneration.GenerateRandomKey());
        var code = new Totp(Base32Encoding.ToBytes(other)).ComputeTotp(_clock.GetUtcNow().UtcDateTime);

        Assert.Equal(OneTimeCode.Accepted, await New().UseAsync(_user, other, code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("000 000 0")]
    public async Task What_is_not_six_digits_is_wrong(string code) => Assert.Equal(OneTimeCode.Wrong, await UseAsync(code));

    [Fact]
    public async Task Spaces_in_a_code_are_no_mistake() => Assert.Equal(OneTimeCode.Accepted, await UseAsync(Code(0).Insert(3, " ")));

    private Task<OneTimeCode> UseAsync(string code) => New().UseAsync(_user, _key, code);

    private OneTimeCodes New() => new(_database.Databases, _clock);

    private string Code(int step) => new Totp(Base32Encoding.ToBytes(_key)).ComputeTotp((_clock.GetUtcNow() + (step * Step)).UtcDateTime);
}
