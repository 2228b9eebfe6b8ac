using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;

namespace Kiket.Portal.Notifications;

public static class NotificationsModule
{
    private const string NoRoot =
        "Smtp:Host is set, so set Portal:PublicUrl too. It is the address where people reach the portal, such as https://marketplace.example.com, "
            + "and the base of the links in mail.";

    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SmtpOptions>()
            .Bind(configuration.GetSection(SmtpOptions.Section))
            .ValidateDataAnnotations()
            .Validate<SecretLinks>((smtp, links) => !smtp.IsConfigured || links.Root is not null, NoRoot)
            .ValidateOnStart();
        services.AddSingleton<MissingAddress>();
        services.AddHostedService(provider => provider.GetRequiredService<MissingAddress>());
        services.AddSharedSignal<NotificationTopic>();
        services.AddSingleton<NotifyPeople>();
        services.AddSingleton<NotificationQueries>();
        services.AddSingleton<MarkNotificationsRead>();
        services.AddSingleton<ChooseNotifications>();
        services.AddSingleton<ChooseDigestTimes>();
        services.AddSingleton<StopMails>();
        services.AddSingleton<UnsubscribeLinks>();
        services.AddSingleton<RefusedMail>();
        services.AddSingleton<IMailTransport, SmtpTransport>();
        services.AddSingleton<DeliverMail>();
        services.AddSingleton<WriteNoticeMail>();
        services.AddSingleton<WriteDigests>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<WriteDigests>());
        services.AddSingleton<SendDigests>();
        services.AddSingleton<SecretMail>();
        services.AddSingleton<SendWaitingMail>();
        services.AddHostedService<MailSender>();
        services.AddSingleton<AccountMails>();
        services.AddSingleton<SecurityMail>();
        services.AddScoped<WriteAccountMail>();
        services.AddHostedService<SendAccountMail>();
        return services;
    }
}
