/* See wire.h. */
#include "harness/wire.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int t_connect(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		t_fail(__FILE__, __LINE__, "cannot connect to port %d", port);
	return fd;
}

void t_send(int fd, const char *text)
{
	size_t len = strlen(text);
	ssize_t n = send(fd, text, len, MSG_NOSIGNAL);

	if (n < 0 || (size_t)n != len)
		t_fail(__FILE__, __LINE__, "%zu bytes were not taken", len);
}

bool t_receive(int fd, char *text, size_t size, int ms)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	size_t len = 0;
	ssize_t n = 1;

	while (len + 1 < size && poll(&wait, 1, ms) > 0) {
		n = recv(fd, text + len, size - len - 1, 0);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	text[len] = '\0';
	return n <= 0;
}

void t_break(int fd)
{
	const struct linger at_once = {1, 0};

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	close(fd);
}

size_t t_times(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		n++;
	return n;
}
