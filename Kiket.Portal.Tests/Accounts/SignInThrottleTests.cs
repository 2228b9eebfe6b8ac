using Kiket.Portal.Accounts;

namespace Kiket.Portal.Tests.Accounts;

public sealed class SignInThrottleTests : IDisposable
{
    private readonly SignInThrottle _throttle = new();

    public void Dispose() => _throttle.Dispose();

    [Fact]
    public void The_first_wrong_passwords_cost_no_wait()
    {
        Guess("ana@example.com", "192.0.2.1", SignInThrottle.PasswordsFromOneAddress - 1);

        Assert.Null(_throttle.PasswordWait("ana@example.com", "192.0.2.1"));
    }

    [Fact]
    [Asvs("V6.3.1")]
    public void Then_each_one_waits_a_minute_at_most_and_no_one_is_locked_out()
    {
        Guess("ana@example.com", "192.0.2.1", SignInThrottle.PasswordsFromOneAddress);

        var wait = _throttle.PasswordWait("ana@example.com", "192.0.2.1");

        Assert.NotNull(wait);
        Assert.InRange(wait.Value, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void The_owner_at_another_address_is_not_slowed_down_by_a_guesser() =>
        Assert.Null(AfterGuessing(SignInThrottle.PasswordsFromOneAddress).PasswordWait("ana@example.com", "198.51.100.7"));

    [Fact]
    public void Guessing_from_many_addresses_is_slowed_down_as_well()
    {
        for (var i = 0; i < SignInThrottle.PasswordsFromEverywhere; i++)
        {
            _throttle.WrongPassword("ana@example.com", $"192.0.2.{i}");
        }

        Assert.NotNull(_throttle.PasswordWait("ana@example.com", "198.51.100.7"));
    }

    [Theory]
    [InlineData("ANA@example.com")]
    [InlineData(" ana@example.com ")]
    [InlineData("an\u0061@example.com")]
    public void An_address_counts_however_it_is_written(string other) =>
        Assert.NotNull(AfterGuessing(SignInThrottle.PasswordsFromOneAddress).PasswordWait(other, "192.0.2.1"));

    [Fact]
    public void Wrong_codes_slow_down_the_next_ones()
    {
        var person = Guid.NewGuid();
        for (var i = 0; i < SignInThrottle.Codes; i++)
        {
            Assert.Null(_throttle.CodeWait(person));
            _throttle.WrongCode(person);
        }

        Assert.NotNull(_throttle.CodeWait(person));
        Assert.Null(_throttle.CodeWait(Guid.NewGuid()));
    }

    private SignInThrottle AfterGuessing(int times)
    {
        Guess("ana@example.com", "192.0.2.1", times);
        return _throttle;
    }

    private void Guess(string account, string address, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _throttle.WrongPassword(account, address);
        }
    }
}
