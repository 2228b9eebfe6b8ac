namespace Kiket.Portal.Notifications;

public static class NotificationsModule
{
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SmtpOptions>()
            .Bind(configuration.GetSection(SmtpOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<NotificationTopic>();
        services.AddSingleton<NotifyPeople>();
        services.AddSingleton<NotificationQueries>();
        services.AddSingleton<MarkNotificationsRead>();
        services.AddSingleton<ChooseNotifications>();
        services.AddSingleton<IMailTransport, SmtpTransport>();
        services.AddSingleton<SecretMail>();
        services.AddSingleton<SecurityMail>();
        services.AddSingleton<SendWaitingMail>();
        services.AddHostedService<MailSender>();
        services.AddSingleton<AccountMails>();
        services.AddSingleton<SecurityMail>();
        services.AddScoped<WriteAccountMail>();
        services.AddHostedService<SendAccountMail>();
        return services;
    }
}
