using System.ComponentModel.DataAnnotations;
using Kiket.Portal.Accounts;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Accounts;

public sealed class RegistrationRuleTests
{
    [Theory]
    [InlineData("ana@acme.test", true)]
    [InlineData("ANA@Acme.TEST", true)]
    [InlineData("ana@xn--bcher-kva.example", true)]
    [InlineData("ana@XN--BCHER-KVA.example", true)]
    [InlineData("ana@mail.acme.test", false)]
    [InlineData("ana@notacme.test", false)]
    [InlineData("ana@acme.test.evil.test", false)]
    [InlineData("ana@evil.test@acme.testing", false)]
    [InlineData("acme.test", false)]
    [InlineData("@acme.test", false)]
    [InlineData("", false)]
    public void Exactly_the_domains_of_the_setting_register_by_domain(string address, bool isAllowed)
    {
        var rule = Rule(RegistrationMode.Domains, "Acme.test", "bücher.example");

        Assert.Equal(isAllowed, rule.Allows(address));
        Assert.Equal(isAllowed, rule.AllowsMove(address));
    }

    [Fact]
    public void Everybody_registers_where_registration_is_open()
    {
        var rule = Rule(RegistrationMode.Open);

        Assert.True(rule.Allows("ana@anywhere.test"));
        Assert.Null(rule.Notice);
        Assert.Null(rule.MoveNotice);
    }

    [Fact]
    public void Nobody_registers_without_an_invitation_and_addresses_can_still_change()
    {
        var rule = Rule(RegistrationMode.Invitation);

        Assert.False(rule.Allows("ana@acme.test"));
        Assert.True(rule.AllowsMove("ana@acme.test"));
        Assert.Equal("Registration is by invitation. Ask an owner of your organization.", rule.Refusal.Message);
        Assert.Equal("registration_by_invitation", rule.Refusal.Code);
    }

    [Fact]
    public void The_notice_names_the_domains()
    {
        Assert.StartsWith("Only addresses of acme.test can register.", Rule(RegistrationMode.Domains, "acme.test").Notice, StringComparison.Ordinal);
        Assert.StartsWith(
            "Only addresses of acme.test, acme.example or xn--bcher-kva.example can register.",
            Rule(RegistrationMode.Domains, "acme.test", "ACME.example", "bücher.example", "acme.TEST").Notice,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RegistrationMode.Domains, null, "Accounts:Registration is Domains, so set Accounts:AllowedDomains too")]
    [InlineData(RegistrationMode.Domains, "@acme.test", "“@acme.test”, which isn't a mail domain")]
    [InlineData(RegistrationMode.Domains, "*.acme.test", "“*.acme.test”, which isn't a mail domain")]
    [InlineData(RegistrationMode.Domains, "", "“”, which isn't a mail domain")]
    [InlineData(RegistrationMode.Open, "acme.test", "Accounts:AllowedDomains has no effect without Accounts:Registration=Domains")]
    [InlineData(RegistrationMode.Invitation, "acme.test", "Accounts:AllowedDomains has no effect without Accounts:Registration=Domains")]
    public void Settings_that_contradict_each_other_stop_the_start(RegistrationMode mode, string? domain, string problem)
    {
        var settings = Settings(mode, domain is null ? [] : [domain]);
        var problems = new List<ValidationResult>();

        Assert.False(Validator.TryValidateObject(settings, new ValidationContext(settings), problems, validateAllProperties: true));
        Assert.Contains(problem, Assert.Single(problems).ErrorMessage, StringComparison.Ordinal);
    }

    private static RegistrationRule Rule(RegistrationMode mode, params string[] domains) => new(Options.Create(Settings(mode, domains)));

    private static AccountsOptions Settings(RegistrationMode mode, string[] domains)
    {
        var settings = new AccountsOptions { Registration = mode };
        settings.AllowedDomains.AddRange(domains);
        return settings;
    }
}
